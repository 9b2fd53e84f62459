import os
import sys

import pytest

from benchmarks.measure import CommandFailed, Imported, Row, cpu_of_tree, memory_of, middle, print_table, run


def test_says_what_a_command_cost() -> None:
    code = "import time; b = bytearray(60_000_000); time.sleep(0.2); n = sum(range(3_000_000)); print('{\"n\": 1}')"
    done = run([sys.executable, "-c", code])
    assert done.result == {"n": 1}
    assert done.cost.wall > 0.2
    assert 0 < done.cost.cpu < 20
    assert 60e6 < done.cost.memory < 120e6


def test_memory_is_not_that_of_the_measuring_process() -> None:
    ballast = bytearray(os.urandom(1) * 80_000_000)
    assert run([sys.executable, "-c", "pass"]).cost.memory < 40e6
    assert memory_of(os.getpid()) > len(ballast)


def test_a_command_that_fails_says_why() -> None:
    with pytest.raises(CommandFailed, match="no such mailbox"):
        run([sys.executable, "-c", "raise SystemExit('no such mailbox')"])
    with pytest.raises(CommandFailed, match="No such file"):
        run(["/nowhere/at-all"])


def test_environment_is_added_to_ours() -> None:
    done = run(
        [sys.executable, "-c", "import os; print(os.environ['WORD'], 'PATH' in os.environ)"],
        environment={"WORD": "xin"},
    )
    assert done.output.split() == ["xin", "True"]


def test_counts_the_processor_time_of_a_running_tree() -> None:
    before = cpu_of_tree(os.getpid())
    sum(range(5_000_000))
    assert cpu_of_tree(os.getpid()) > before


def test_the_middle_run_is_the_one_with_the_median_wall_time() -> None:
    runs = [Imported(10, 5, wall, 1.0, 0.0, 0, {}) for wall in (3.0, 1.0, 2.0)]
    assert middle(runs).wall == 2.0
    assert middle(runs).per_second == 5.0
    assert middle(runs).cpu_per_1000 == 100.0


def test_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(
        [Row("backlog", "≥ 6×", "8.1×", met=True, cpu_per_1000=1.5), Row("search", "≤ 3 ms", "4 ms", met=False)]
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["benchmark", "target", "measured", "met", "CPU", "s", "per", "1,000"]
    assert lines[2].split() == ["backlog", "≥", "6×", "8.1×", "yes", "1.50"]
    assert lines[3].split() == ["search", "≤", "3", "ms", "4", "ms", "NO"]
