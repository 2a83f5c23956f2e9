"""Sail on this machine, for `run.py`: in one process, as a cluster of threads, or as a cluster of processes.

Sail starts workers as processes of their own only where Kubernetes gives it the machines: it asks for a pod a worker. `Pods` answers
these requests on this machine alone, and starts the process that a pod would run. What crosses machines elsewhere crosses processes here,
and one worker can be killed without the others.
"""

import http.server
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = "127.0.0.1"
COMMAND = [sys.executable, "-m", "pysail"]
# Every file of a register is a task, and the tasks of a stage run at the same time.
TASKS = 256
# Seconds until the server must listen.
PATIENCE = 60


def settings(workers):
    return {
        "SAIL_CLUSTER__WORKER_INITIAL_COUNT": str(workers),
        "SAIL_CLUSTER__WORKER_MAX_COUNT": str(workers),
        "SAIL_CLUSTER__WORKER_TASK_SLOTS": str(TASKS),
    }


def threads(workers):
    """Sail in this process, with workers that are threads, or without a cluster: its address and its end."""
    if workers:
        # Before Sail starts. Driver and workers exchange tasks and rows as they would over a network.
        for name, value in {"SAIL_MODE": "local-cluster", **settings(workers)}.items():
            os.environ.setdefault(name, value)
    from pysail.spark import SparkConnectServer

    sail = SparkConnectServer()
    sail.start(background=True)
    host, port = sail.listening_address
    return f"sc://{host}:{port}", sail.stop


class Pods(http.server.ThreadingHTTPServer):
    """Starts a process for every pod that is asked for, and names it on standard error."""

    daemon_threads = True

    def __init__(self):
        super().__init__((HERE, 0), Request)
        self.processes = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def start(self, pod):
        [container] = pod["spec"]["containers"]
        # A value that the cluster would fill in is the address of the pod.
        told = {variable["name"]: variable.get("value", HERE) for variable in container["env"]}
        # The workers of one machine need no other machine to reach them.
        told["SAIL_CLUSTER__WORKER_LISTEN_HOST"] = HERE
        process = subprocess.Popen([*COMMAND, *container["args"]], env={**os.environ, **told})
        self.processes.append(process)
        print(f"worker {told['SAIL_CLUSTER__WORKER_ID']}: process {process.pid}", file=sys.stderr, flush=True)

    def stop(self):
        end(self.processes)
        self.shutdown()


class Request(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        pod = self.body()
        self.server.start(pod)
        self.answer(201, pod)

    def do_DELETE(self):
        # Workers end when their driver says so; `Pods.stop` ends the rest.
        self.body()
        self.answer(200, {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": []})

    def body(self):
        return json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")

    def answer(self, code, body):
        text = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def end(processes):
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def config(folder, port):
    """Writes where the pods are asked for. JSON is YAML."""
    cluster = {"name": "here", "cluster": {"server": f"http://{HERE}:{port}"}}
    context = {"name": "here", "context": {"cluster": "here", "user": "here"}}
    whole = {"apiVersion": "v1", "kind": "Config", "current-context": "here", "users": [{"name": "here", "user": {}}]}
    file = pathlib.Path(folder) / "config"
    file.write_text(json.dumps(whole | {"clusters": [cluster], "contexts": [context]}))
    return str(file)


def listens(server, port):
    """Waits until the server listens."""
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        with socket.socket() as asked:
            if asked.connect_ex((HERE, port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("Sail's server did not start")


def processes(workers):
    """Sail as a server and so many workers, each a process: the server's address and the end of all."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        port = free.getsockname()[1]
    folder, pods = tempfile.TemporaryDirectory(), Pods()
    cluster = {"SAIL_MODE": "kubernetes-cluster", "KUBECONFIG": config(folder.name, pods.server_port), **settings(workers)}
    server = subprocess.Popen([*COMMAND, "spark", "server", "--ip", HERE, "--port", str(port)], env={**os.environ, **cluster})

    def stop():
        end([server])
        pods.stop()
        folder.cleanup()

    try:
        listens(server, port)
    except BaseException:
        stop()
        raise
    return f"sc://{HERE}:{port}", stop
