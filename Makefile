# make: run the eight examples.  make test: prove the eight answers.
# make test-long: try ten times as many networks; SEED=... tries them again.
# make grade DIR=...: grade a folder, a folder of folders, a zip or a tar.
# make practice DIR=...: write the eight files to begin with.  make watch
# DIR=...: grade each task whenever its file is saved.
# make gradescope: write autograder.zip, to be uploaded there.
# make lessons figures post: run the experiments, draw and write task 8's post.
# make drive DIR=...: drive the post's page in Chromium; screenshots go there.
# make bench bench-grade: measure the answers' speed, and the grader's.
# make bench FULL=1: the answers' speed, in an hour and not in ten minutes.
# make mutants: change the answers, and see a test fail.  make matrix: run the
# suite in all versions of Python.  They fill in the tables of the READMEs.
# PYTHON=python3.9 make ... takes another Python.
SHELL := bash
.SHELLFLAGS := -o pipefail -c
PYTHON ?= python3
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
READY := .venv/ready-$(VERSION)
# the versions that the suite has passed with; make matrix writes them
TESTED := $(wildcard tests/constraints/$(VERSION).txt)
SEED ?= $(shell date +%s)
PYTEST := .venv/bin/python -m pytest -n auto --dist loadgroup
TOOL := PYTHONPATH=.:tests:mains .venv/bin/python -m
INSTALL := .venv/bin/python -m pip install --quiet --disable-pip-version-check

.PHONY: mains test test-long grade practice watch gradescope lessons figures post drive \
	bench bench-grade mutants matrix
mains: $(READY)
	.venv/bin/python mains

test: $(READY)
	$(PYTEST)

# every test of the suite that hypothesis makes up the data for
test-long: $(READY)
	$(PYTEST) -m hypothesis --hypothesis-profile=long --hypothesis-seed=$(SEED)

# REPORT=folder writes JSON, CSV, HTML and Gradescope's results there; with
# RESUME=1 a run goes on; TASK=4 grades one; CLUSTER=tcp://... on a Dask cluster
grade: $(READY)
	@test -n "$(DIR)" || { echo 'expected DIR=the folder to grade'; exit 2; }
	@exec env $(TOOL) grader "$(DIR)" $(TASK:%=-m task%) \
		$(if $(REPORT),--report="$(REPORT)") \
		$(RESUME:%=--resume) $(REVEAL:%=--reveal=%) \
		$(ISOLATION:%=--isolation=%) $(CLUSTER:%=--cluster=%)

practice watch: $(READY)
	@test -n "$(DIR)" || { echo 'expected DIR=your folder'; exit 2; }
	@exec env $(TOOL) grader.$@ "$(DIR)"

# REVEAL=none or message hides what was expected from learners
gradescope: $(READY)
	$(TOOL) grader.hosts.gradescope autograder.zip $(REVEAL)

# FOOTBALL_MAT=football.mat runs the lab on its own data, not on two moons
lessons: $(READY)
	.venv/bin/python 8-blog_post/programs/comparison.py
	.venv/bin/python 8-blog_post/programs/football.py $(FOOTBALL_MAT:%=--data %)
	.venv/bin/python 8-blog_post/programs/mnist_dropout.py
	.venv/bin/python 8-blog_post/programs/moving.py

figures: $(READY)
	.venv/bin/python 8-blog_post/programs/figures.py

post: $(READY)
	.venv/bin/python 8-blog_post/programs/post.py

# Debian's chromium and chromium-driver must be there
drive: $(READY)
	$(INSTALL) 'selenium>=4'
	PYTHONPATH=.:8-blog_post/programs .venv/bin/python -m \
		tools.drive_page $(DIR)

bench: $(READY)
	$(TOOL) tools.benchmark_steps $(FULL:%=--full)

bench-grade: $(READY)
	$(TOOL) tools.benchmark_grading

# what only these two need, with dozens of packages, is installed by them alone;
# another version of Cosmic Ray may make other mutants than the list knows
mutants: $(READY)
	$(INSTALL) cosmic-ray==8.7.0
	$(TOOL) tools.mutants

matrix: $(READY)
	$(INSTALL) 'tox>=4'
	.venv/bin/tox run

# one environment at a time: a change of Python or of requirements makes it anew
$(READY): requirements.txt tests/requirements.txt \
		grader/requirements.txt $(TESTED)
	@$(PYTHON) tests/tools/can_install.py
	@echo '1 of 2: a new environment in .venv'
	@$(PYTHON) -m venv --clear .venv
	@echo '2 of 2: its packages, 2 GB, most of it TensorFlow: some minutes'
	@.venv/bin/python -u -m pip install --disable-pip-version-check \
		--only-binary=:all: -r requirements.txt $(TESTED:%=-c %) \
		| sed -n -e 's/^Collecting \([A-Za-z0-9._-]*\).*/  found \1/p' \
		-e 's/^Installing.*/  installing them all/p'
	@touch $@
