"""First program of an execution environment: the AWS runtime client, tied to the engine's life."""

import os
import sys
import threading

from awslambdaric.__main__ import main


def end_with_the_engine(lifeline: int) -> None:
    """The engine holds the other end of the pipe; it closes however the engine ends."""
    os.read(lifeline, 1)
    os._exit(1)


if __name__ == "__main__":
    lifeline = int(os.environ.pop("LOCAL_ENGINE_LIFELINE"))
    threading.Thread(target=end_with_the_engine, args=(lifeline,), daemon=True).start()
    main([sys.argv[0], os.environ["_HANDLER"]])
