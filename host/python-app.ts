/** Where a Python app keeps the packages of its requirements.txt. */
const VENV = '.venv';
const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** How an app with a requirements.txt is built in /opt/app, and what its commands need to find its packages. */
export const PYTHON_APP = {
  build: `python3 -m venv ${VENV}; ${VENV}/bin/pip install --quiet --no-cache-dir -r requirements.txt`,
  packages: ['python3-venv'],
  environment: { PATH: `/opt/app/${VENV}/bin:${USUAL_PATH}` },
} as const;
