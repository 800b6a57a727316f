"""What starts a run every night: a systemd service and timer, a cron line, a Kubernetes CronJob."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipeline.errors import UsageError

# After SIGTERM a run finishes its window; so long may that take before it is killed.
_STOP_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Night:
    """What is to be started, and when.

    command: the program with its arguments. folder: the absolute folder it is called in.
    config: the file that the command names. hour, minute: in the zone `zone`.
    image: the container image for Kubernetes. storage: the size of its volume.
    """

    command: Sequence[str]
    folder: Path
    config: Path
    hour: int
    minute: int
    zone: str = "Europe/Berlin"
    image: str = "depesche:latest"
    storage: str = "20Gi"


def time_of_day(text: str) -> tuple[int, int]:
    """The hour and minute of a time such as 02:00. Raises UsageError."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if not found:
        raise UsageError(f"'{text}' is no time of day", "write it as 02:00")
    return int(found[1]), int(found[2])


def time_zone(text: str) -> str:
    """`text` if it names a time zone. Raises UsageError."""
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UsageError(f"there is no time zone '{text}'", "write it as Europe/Berlin") from error


def service(night: Night) -> str:
    """A systemd unit that runs the night once; a run that was killed is begun again."""
    command = " ".join(_systemd_word(part) for part in night.command)
    return f"""\
# ~/.config/systemd/user/depesche.service (or /etc/systemd/system/ with a User= line)
[Unit]
Description=Depesche: German news in English
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={_systemd_path(night.folder)}
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
    command = f"cd {shlex.quote(str(night.folder))} && {shlex.join(night.command)} --quiet"
    # A bare % ends a command in a crontab.
    line = command.replace("%", r"\%")
    return f"CRON_TZ={night.zone}\n{night.minute} {night.hour} * * * {line}\n"


def kubernetes(night: Night) -> str:
    """A ConfigMap with the profile, a volume, and a CronJob, for `kubectl apply -f -`.

    Raises UsageError if the profile cannot be read.
    """
    try:
        text = night.config.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"cannot read {night.config} ({error.strerror})", "check it") from error
    profile = "\n".join(f"    {line}".rstrip() for line in text.split("\n")).rstrip()
    return f"""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: depesche
data:
  nightly.toml: |
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
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities:
                  drop: [ALL]
              resources:
                requests: {{cpu: "1", memory: 1Gi}}
                limits: {{memory: 2Gi}}
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
