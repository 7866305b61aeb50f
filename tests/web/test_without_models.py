"""What serves pages loads no model and nothing that could run one."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
import django
django.setup()
from django.test import Client
from django.urls import reverse
from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.roles import Role
from antigone.site.wsgi import application
from builders.people import person
from builders.routes import routes
from web.world import Anything
client, agency = Client(), Agency.objects.get()
asked = 0
for role in Role:
    client.force_login(person(agency, role))
    for route in routes():
        response = client.get(route.address(Anything()))
        assert response.status_code < 500, route
        response.close()
        asked += 1
loaded = sorted(name for name in sys.modules if name.partition(".")[0] in {"onnxruntime", "onnx"})
print(asked, loaded)
"""


def test_the_process_that_serves_pages_never_imports_onnxruntime(tmp_path: Path) -> None:
    home = tmp_path / "home"
    root = Path(__file__).resolve().parents[2]
    environment = {
        **os.environ,
        "ANTIGONE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "antigone.site.settings",
        "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root / "tests")]),
    }
    environment.pop("ANTIGONE_DATABASE_URL", None)
    made = subprocess.run([sys.executable, "-m", "antigone", "init"], env=environment, capture_output=True, check=False)
    assert made.returncode == 0, made.stderr
    ran = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    asked, _space, loaded = ran.stdout.strip().splitlines()[-1].partition(" ")
    assert int(asked) > 300
    assert loaded == "[]"
