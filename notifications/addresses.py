"""Mail addresses as SMTP without extensions takes them."""


def ascii_address(address: str) -> str:
    """The address with its domain in ASCII (IDNA). Raises ValueError where that is impossible."""
    local, _at, domain = address.rpartition("@")
    if not local.isascii() or not local.isprintable():
        raise ValueError("The address has a local part that needs SMTPUTF8.")
    return f"{local}@{domain.encode('idna').decode('ascii')}"
