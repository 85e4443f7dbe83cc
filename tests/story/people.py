"""A person at the site: everything goes through its pages, as in a browser without JavaScript."""

import re

import httpx

from tests.installation.mail import Mailbox


class Person:
    def __init__(self, web: str, address: str) -> None:
        self.address = address
        self._browser = httpx.Client(base_url=web, follow_redirects=True, timeout=20)

    def sign_up(self, mailbox: Mailbox) -> None:
        """Sign up, follow the link in the mail and press the button there."""
        password = {"password1": "a long enough phrase", "password2": "a long enough phrase"}
        self._submit("/accounts/signup/", email=self.address, **password)
        [mail] = mailbox.wait_for(1, self.address)
        link = re.search(r"https?://\S+/confirm-email/\S+/", mail.text)
        assert link, mail.text
        self._submit(link[0])
        if "/login/" in str(self.get("/searches/").url):
            self._submit("/accounts/login/", login=self.address, password=password["password1"])

    def save_search(self, query: str, name: str) -> None:
        page = self._submit(f"/searches/new/?{query}", name=name, frequency="daily")
        assert name in page.text

    def follow(self, company: str) -> None:
        self._submit(f"/companies/{company}/", to=f"/companies/{company}/follow/")

    def get(self, path: str) -> httpx.Response:
        page = self._browser.get(path)
        assert page.status_code == httpx.codes.OK, f"{path}: {page.status_code}"
        return page

    def close(self) -> None:
        self._browser.close()

    def _submit(self, path: str, to: str = "", **fields: str) -> httpx.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path).text)
        assert token, f"no form at {path}"
        page = self._browser.post(to or path, data={**fields, "csrfmiddlewaretoken": token[1]})
        assert page.status_code == httpx.codes.OK, f"{to or path}: {page.status_code} {page.text[:2000]}"
        return page
