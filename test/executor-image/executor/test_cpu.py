"""The CPU time of a job is the sum over its processes, those included that are gone."""

from executor.cpu import CpuMeter, Times


def test_what_a_process_had_used_stays_when_it_is_gone():
    meter = CpuMeter(cpus=2)
    assert meter.add({(1, 0): Times(1, 0, False), (2, 0): Times(3, 0, False)}, 5) == 4
    assert meter.add({(1, 0): Times(1, 0, False)}, 5) == 4
    assert meter.add({(1, 0): Times(2, 0, False)}, 5) == 5


def test_a_pid_that_is_used_again_is_another_process():
    meter = CpuMeter(cpus=2)
    meter.add({(2, 0): Times(3, 0, False)}, 5)
    assert meter.add({(2, 9): Times(1, 0, False)}, 5) == 4


def test_what_a_parent_has_waited_for_counts_once():
    meter = CpuMeter(cpus=2)
    meter.add({(1, 0): Times(1, 0, False), (2, 0): Times(3, 0, False)}, 5)
    assert meter.add({(1, 0): Times(1, 3, False)}, 5) == 4


def test_one_that_ran_when_last_seen_is_taken_to_have_run_until_it_was_missed():
    meter = CpuMeter(cpus=2)
    meter.add({(1, 0): Times(0, 0, False), (2, 0): Times(0.5, 0, True)}, 1)
    assert meter.add({(1, 0): Times(0, 0, False)}, 0.25) == 0.75


def test_a_crowd_that_was_queuing_is_taken_to_have_used_no_more_than_all_processors():
    meter = CpuMeter(cpus=2)
    meter.add({(pid, 0): Times(0, 0, True) for pid in range(50)}, 1)
    assert meter.add({}, 0.25) == 0.5
    assert meter.add({}, 10) == 0.5
