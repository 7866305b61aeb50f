"""Behind Debian's nginx with the configuration that docs/serving.md gives: what browsers and strangers get."""

import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from antigone.site.configuration import Configuration
from builders.ports import free_ports
from builders.required import missing
from builders.serving import Server, serving, until

SERVING = Path(__file__).resolve().parents[2] / "docs" / "serving.md"
HOST = "antigone.example.org"
SIGN_IN = "/account/login/"


@pytest.fixture(scope="module")
def nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        missing("nginx is not installed (Debian: apt install nginx-light)")
    return str(found)


class Site:
    """The served home, its proxy, and the ports of both doors."""

    def __init__(self, server: Server, http: int, https: int, certificate: Path) -> None:
        self.server, self.http, self.https = server, http, https
        self._trusted = ssl.create_default_context(cafile=str(certificate))

    def get(self, path: str, *, tls: bool = True, method: str = "GET", **headers: str) -> HTTPResponse:
        """As a browser asks that was told the site's name."""
        connection = _Named(self.https, self._trusted) if tls else HTTPConnection("127.0.0.1", self.http, timeout=30)
        try:
            connection.request(
                method, path, headers={"Host": HOST, **{k.replace("_", "-"): headers[k] for k in headers}}
            )
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        return answer


class _Named(HTTPSConnection):
    """Checks the certificate against the site's name, on a connection to this machine."""

    def __init__(self, port: int, trusted: ssl.SSLContext) -> None:
        super().__init__("127.0.0.1", port, timeout=30)
        self._trusted = trusted

    def connect(self) -> None:
        self.sock = self._trusted.wrap_socket(
            socket.create_connection((self.host, self.port), 30), server_hostname=HOST
        )


@pytest.fixture
def site(antigone_home: Path, own_database: None, tmp_path: Path, nginx: str) -> Iterator[Site]:
    certificate, key = _self_made_certificate(tmp_path)
    http, https = free_ports(2)
    with serving(antigone_home, "--log-requests", ANTIGONE_PUBLIC_URL=f"https://{HOST}") as server:
        configuration = _documented(server, http=http, https=https, certificate=certificate, key=key)
        (tmp_path / "nginx.conf").write_text(_around(configuration, tmp_path))
        command = [nginx, "-e", str(tmp_path / "nginx-errors"), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
        proxy = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            assert until(lambda: _answers(https) or proxy.poll() is not None)
            assert proxy.poll() is None, proxy.communicate()[1]
            yield Site(server, http, https, certificate)
        finally:
            proxy.terminate()
            proxy.communicate(timeout=30)


def _documented(server: Server, *, http: int, https: int, certificate: Path, key: Path) -> str:
    """The page's block with this test's ports and files; each of its own must be there once."""
    (block,) = re.findall(r"```nginx\n(.*?)```", SERVING.read_text(encoding="utf-8"), re.DOTALL)
    changes = {
        "listen 80;": f"listen 127.0.0.1:{http};",
        "listen 443 ssl;": f"listen 127.0.0.1:{https} ssl;",
        "ssl_certificate /etc/ssl/antigone.example.org.pem;": f"ssl_certificate {certificate};",
        "ssl_certificate_key /etc/ssl/private/antigone.example.org.key;": f"ssl_certificate_key {key};",
        "http://127.0.0.1:8765": server.started["listening"],
    }
    for documented, here in changes.items():
        assert block.count(documented) == 1, documented
        block = block.replace(documented, here)
    return str(block)


def _around(configuration: str, folder: Path) -> str:
    """What Debian's nginx.conf has around a site, with files that need no rights."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    return (
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx-errors;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{places}{configuration}}}\n"
    )


def _self_made_certificate(folder: Path) -> tuple[Path, Path]:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "site.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "site.key").write_bytes(private)
    return folder / "site.pem", folder / "site.key"


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def test_the_site_behind_the_documented_proxy(site: Site) -> None:
    answer = site.get(SIGN_IN)
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    (cookie,) = answer.headers.get_all("Set-Cookie", [])
    assert cookie.strip().startswith("__Host-csrftoken=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}

    redirected = site.get(SIGN_IN, tls=False)
    assert (redirected.status, redirected.headers["Location"]) == (301, f"https://{HOST}{SIGN_IN}")
    directly = site.server.get(SIGN_IN)
    assert (directly.status, directly.headers["Location"]) == (301, f"https://{HOST}{SIGN_IN}")
    assert site.server.started["first_administrator"].startswith(f"https://{HOST}/welcome/")

    spoofed = site.get(
        "/spoofed/", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http", X_Forwarded_Host="evil.example"
    )
    assert spoofed.status in {302, 404}
    assert "evil.example" not in str(spoofed.headers.get("Location"))
    assert site.get(SIGN_IN, Host="evil.example", method="HEAD").status == 400
    logged = site.server.stop()
    assert "127.0.0.1 'GET /spoofed/'" in logged
    assert "203.0.113.9" not in logged


def test_the_limits_of_proxy_and_server_agree() -> None:
    page = SERVING.read_text(encoding="utf-8")
    limit = Configuration.model_fields["upload_limit_mb"].default
    assert f"client_max_body_size {limit}m;" in page
    assert f"max_size {limit}MB" in page
