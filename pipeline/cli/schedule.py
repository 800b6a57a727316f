"""`depesche schedule`: what starts a run every night."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Form(StrEnum):
    """What the night is started by."""

    service = "service"
    timer = "timer"
    cron = "cron"
    kubernetes = "kubernetes"


def schedule(
    form: Annotated[Form, typer.Argument(help="systemd's service or timer, or another.")],
    config: Annotated[Path, typer.Option(help="The profile of the night.")] = Path(
        "configs/nightly.toml"
    ),
    at: Annotated[str, typer.Option(metavar="HH:MM", help="When it starts.")] = "02:00",
    zone: Annotated[str, typer.Option(help="Time zone of --at.")] = "Europe/Berlin",
    image: Annotated[str, typer.Option(help="Container image for Kubernetes.")] = "depesche:latest",
) -> None:
    """Print what starts `depesche run --config FILE` every night, in this folder, as it stands.

    For systemd print both the service and the timer; each says where it belongs.
    """
    import sys

    from pipeline.cli import console
    from pipeline.errors import UsageError
    from pipeline.profile import load_profile
    from pipeline.run.schedule import FORMS, Night, time_of_day, time_zone

    if not config.is_file():
        raise UsageError(f"there is no {config}", "name the profile of the night with --config")
    load_profile(config=config)
    hour, minute = time_of_day(at)
    command = (sys.executable, "-m", "pipeline", "run", "--config", str(config.absolute()))
    night = Night(command, Path.cwd(), config, hour, minute, time_zone(zone), image)
    console.out(FORMS[form.value](night))
