"""The executor: a supervisor that takes jobs, a zygote that has imported everything, a jail around each child."""
