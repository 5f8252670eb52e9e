"""Students' code runs here, beside the grader and out of its reach; only data crosses.

limits    what a submission may use
sandbox   chooses a sandbox and starts workers in it
launching its processes, and what they ended of
commands  the command lines of bubblewrap, podman, docker, and of no sandbox
zygote    inside the sandbox: imports once, then forks a worker for each submission
  warm_numpy, warm_keras        what it imports
  keras_shortcuts               what Keras and TensorFlow need not do anew
lockdown  what a worker gives up before it sees a student's code
  seccomp, landlock             system calls and files it gives up
trial     a worker that runs what it is sent, to test and measure sandboxes

session   the grader's side of one submission: its cells, and stand-ins for what they define
  line                          to one worker, which is killed where it lies or takes too long
worker    the student's side: runs the cells, answers calls
  shell, output                 IPython, and what it prints and shows
peer      what both sides do: ask, answer, call back
  stand_ins, shared             functions and objects of the other side
  errors, outputs, random_state exceptions, outputs, random numbers across the boundary
values    values as messages and back
  frames                        the messages themselves
  plain, arrays, tables         plain Python's, NumPy's and pandas' values
  keras_models, keras_steps, keras_layers   Keras's models, what they do, their layers
  keras_objects, keras_compiling   optimisers, losses, metrics; how a model was compiled
  keras_configs                 what of Keras may cross as a configuration
"""
