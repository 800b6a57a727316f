"""What starts a run every night: a systemd service and timer, a cron line, a Kubernetes CronJob.

Each sets TZ, so that the profile's deadline and the date in a run's name are of the zone that the
start is of.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.errors import UsageError
from pipeline.profile import data_folder

# After SIGTERM a run finishes its window; so long may that take before it is killed.
_STOP_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Night:
    """What is to be started, and when.

    command: the program with its arguments. folder: the absolute folder it is called in.
    config: the file that the command names. hour, minute: in the zone `zone`.
    image: the container image for Kubernetes. storage: the size of its volume. memory, gpus:
    what a pod may take, in GiB and cards of NVIDIA's.
    """

    command: Sequence[str]
    folder: Path
    config: Path
    hour: int
    minute: int
    zone: str = "Europe/Berlin"  # of the profile's deadline and the name of the run as well
    image: str = "depesche:latest"
    storage: str = "20Gi"
    memory: int = 2
    gpus: int = 0


def time_of_day(text: str) -> tuple[int, int]:
    """The hour and minute of a time such as 01:30. Raises UsageError."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if not found:
        raise UsageError(f"'{text}' is no time of day", "write it as 01:30")
    return int(found[1]), int(found[2])


def time_zone(text: str) -> str:
    """`text` if it names a time zone. Raises UsageError."""
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f"there is no time zone '{text}'", "write it as Europe/Berlin") from error


def image_name(text: str) -> str:
    """`text` if it can name a container image. Raises UsageError."""
    if not re.fullmatch(r"[a-z0-9][\w.:/@-]*", text):
        raise UsageError(f"'{text}' names no image", "write it as registry.example/depesche:1")
    return text


def missing_night(hour: int, minute: int, zone: str, today: date) -> date | None:
    """The day within a year on which clocks go past a time and show it not; None if they always do.

    No timer starts anything at a time that is not there.
    """
    for days in range(1, 367):
        there = datetime.combine(today + timedelta(days), time(hour, minute), ZoneInfo(zone))
        back = there.astimezone(UTC).astimezone(there.tzinfo)
        if back.replace(tzinfo=None) != there.replace(tzinfo=None):
            return there.date()
    return None


def service(night: Night) -> str:
    """A systemd unit that runs the night once; a run that was killed is begun again."""
    command = " ".join(_systemd_word(part) for part in night.command)
    return f"""\
# ~/.config/systemd/user/depesche.service (or /etc/systemd/system/ with a User= line)
[Unit]
Description=Depesche: German news in English
Wants=network-online.target
After=network-online.target
# A run that is killed again and again is left for the next night.
StartLimitIntervalSec=6h
StartLimitBurst=5

[Service]
Type=oneshot
WorkingDirectory={_systemd_path(night.folder)}
Environment=TZ={night.zone}
ExecStart={command}
# 3: done, but some articles failed or were left; report.md says which.
SuccessExitStatus=3
Restart=on-abnormal
RestartSec=60
TimeoutStopSec={_STOP_SECONDS}
Nice=10
"""


def timer(night: Night) -> str:
    """The systemd timer of `service`; a night that was slept through is made up for."""
    return f"""\
# ~/.config/systemd/user/depesche.timer, beside depesche.service; then:
# systemctl --user daemon-reload && systemctl --user enable --now depesche.timer
[Unit]
Description=Depesche every night

[Timer]
OnCalendar=*-*-* {night.hour:02}:{night.minute:02}:00 {night.zone}
Persistent=true

[Install]
WantedBy=timers.target
"""


def cron(night: Night) -> str:
    """A line for `crontab -e`. Two runs of one name keep apart by themselves."""
    command = f"TZ={night.zone} {shlex.join(night.command)} --quiet"
    # A bare % ends a command in a crontab.
    line = f"cd {shlex.quote(str(night.folder))} && {command}".replace("%", r"\%")
    return f"CRON_TZ={night.zone}\n{night.minute} {night.hour} * * * {line}\n"


def kubernetes(night: Night) -> str:
    """A ConfigMap with the profile, a volume, and a CronJob, for `kubectl apply -f -`.

    Raises UsageError if the profile cannot be read, or needs a file that lies beside it.
    """
    try:
        text = night.config.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"cannot read {night.config} ({error.strerror})", "check it") from error
    _refuse_neighbours(text, night.config)
    cards = f', nvidia.com/gpu: "{night.gpus}"' if night.gpus else ""
    profile = "\n".join(f"    {line}".rstrip() for line in text.split("\n")).rstrip()
    return f"""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: depesche
data:
  nightly.toml: |2
{profile}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: depesche
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: {night.storage}
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: depesche
spec:
  schedule: "{night.minute} {night.hour} * * *"
  timeZone: {night.zone}
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: 3
      podFailurePolicy:
        rules:
          # A node that is drained or full: the pod is begun again on another.
          - action: Ignore
            onPodConditions:
              - {{type: DisruptionTarget, status: "True"}}
          # 1 and 2 would fail again; 3 is done, with failures that report.md names.
          - action: FailJob
            onExitCodes:
              operator: In
              values: [1, 2, 3]
      template:
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: {_STOP_SECONDS}
          securityContext:
            runAsNonRoot: true
            runAsUser: 1000
            fsGroup: 1000
          containers:
            - name: depesche
              image: {night.image}
              args: [run, --config, /etc/depesche/nightly.toml, --log-format, json]
              workingDir: /data
              env:
                - {{name: TZ, value: {night.zone}}}
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities:
                  drop: [ALL]
              resources:
                requests: {{cpu: "1", memory: {max(1, night.memory // 2)}Gi}}
                limits: {{memory: {night.memory}Gi{cards}}}
              volumeMounts:
                - {{name: config, mountPath: /etc/depesche}}
                - {{name: data, mountPath: /data}}
                - {{name: tmp, mountPath: /tmp}}
          volumes:
            - name: config
              configMap: {{name: depesche}}
            - name: data
              persistentVolumeClaim: {{claimName: depesche}}
            - name: tmp
              emptyDir: {{}}
"""


def _refuse_neighbours(text: str, config: Path) -> None:
    values = tomllib.loads(text)
    base, glossary = values.get("extends"), values.get("translator", {}).get("glossary")
    beside = config.with_name(f"{base}.toml").resolve()
    if base and beside.exists() and beside.parent != data_folder("configs").resolve():
        raise UsageError(
            f"{config} extends {base}.toml beside it, which the ConfigMap does not hold",
            "put what it says into the profile itself",
        )
    letter = values.get("run", {}).get("newsletter")
    for kind, file in (("glossary", glossary), ("newsletter's settings", letter)):
        if file and not Path(file).is_absolute():
            raise UsageError(
                f"{config} names the {kind} {file}, which the ConfigMap does not hold",
                "put it into the image, and give its absolute path there",
            )


FORMS: dict[str, Callable[[Night], str]] = {
    "service": service,
    "timer": timer,
    "cron": cron,
    "kubernetes": kubernetes,
}
"""Every form that a schedule is printed in, by its name."""


def _systemd_path(path: Path) -> str:
    return str(path).replace("%", "%%")


def _systemd_word(text: str) -> str:
    """`text` as one word of a unit's command line: specifiers, variables and quotes escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return escaped if re.fullmatch(r"[\w@+=:,./%$-]+", text) else f'"{escaped}"'
