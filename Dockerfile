# The course as a student gets it, in a container. The image is built from the bundle alone
# (.dockerignore lets nothing else in), so no solution is in it.
#
#   make bundle
#   docker build --tag batchnorm-course .
#   docker run --rm --publish 127.0.0.1:8888:8888 --volume batchnorm:/home/student batchnorm-course
#
# For the students of a JupyterHub add --build-arg JUPYTERHUB=<its version>: docs/classroom.md.
FROM python:3.12-slim AS bundle
COPY build/batchnorm-course.zip /tmp/
RUN python -m zipfile -e /tmp/batchnorm-course.zip /opt

FROM python:3.12-slim
# nbgitpuller calls git.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 student
COPY --from=bundle --chown=1000:1000 /opt/batchnorm-course /home/student/batchnorm-course
WORKDIR /home/student/batchnorm-course
# Not editable: on a hub a volume takes the place of the home folder, and the package must stay.
RUN python -m pip install --no-cache-dir --constraint constraints.txt '.[explore]' \
    && rm -rf build *.egg-info
# ngshare_exchange names versions of Jupyter that nbgrader has left behind; it works without them.
ARG JUPYTERHUB=""
RUN if [ -n "$JUPYTERHUB" ]; then \
        python -m pip install --no-cache-dir --constraint constraints.txt \
            "jupyterhub==$JUPYTERHUB" nbgitpuller \
        && python -m pip install --no-cache-dir --no-deps ngshare_exchange==0.5.3; \
    fi
USER 1000
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser", \
     "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb"]
