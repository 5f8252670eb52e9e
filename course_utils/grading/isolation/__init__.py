"""Students' code runs here, beside the grader and out of its reach; only data crosses.

limits    what a submission may use
sandbox   chooses a sandbox and starts workers in it
commands  the command lines of bubblewrap, podman, docker, and of no sandbox
zygote    inside the sandbox: imports once, then forks a worker for each submission
lockdown  what a worker gives up before it sees a student's code
seccomp   the system calls it gives up
"""
