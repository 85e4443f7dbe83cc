"""A server that speaks the protocols of job boards, and the made-up companies behind it. Imports nothing of ours."""
