# Each target says what it does behind its colon; make help shows them all.
SHELL := bash
.SHELLFLAGS := -o pipefail -c
# Values go to programs through their environment, as they were typed, and
# never into the text of a command: a folder's name may hold anything.
override export PYTHON := $(value PYTHON)
override export DIR := $(value DIR)
override export REPORT := $(value REPORT)
override export TASK := $(value TASK)
override export RESUME := $(value RESUME)
override export REVEAL := $(value REVEAL)
override export ISOLATION := $(value ISOLATION)
override export CLUSTER := $(value CLUSTER)
override export SEED := $(value SEED)
override export LAYOUT := $(value LAYOUT)
override export ATTEMPT := $(value ATTEMPT)
override export FULL := $(value FULL)
override export NAMES := $(value NAMES)
override export FOOTBALL_MAT := $(value FOOTBALL_MAT)
SET_UP := @tests/tools/set_up.sh
PY := .venv/bin/python
PROGRAMS := 8-blog_post/programs
TOOL := @PYTHONPATH=tests:tests/grader:mains $(PY) -m
PYTEST := @$(PY) -m pytest -n auto --dist loadgroup

.PHONY: mains test test-long help grade practice watch gradescope lessons \
	libraries figures post drive bench bench-grade mutants commands \
	commands-long matrix
mains: ## run the eight examples and compare what they print
	$(SET_UP) examples
	@$(PY) mains

test: ## prove the eight answers
	$(SET_UP) examples tests
	@$(PY) mains/mnist.py
	$(PYTEST)

test-long: ## prove them with 200 seeds and 1,000 made-up networks: hours
	$(SET_UP) examples tests
	@$(PY) mains/mnist.py
	$(PYTEST) --long --seeds=200 --hypothesis-profile=long \
		--hypothesis-seed="$${SEED:-$$RANDOM}"

help: ## show this
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 20

grade: ## grade the folder, class or archive DIR; REPORT=folder keeps it all
	$(SET_UP) $${CLUSTER:+cluster}
	@exec $(PY) -m grader --make

practice: ## write eight files to begin with into DIR
	$(SET_UP)
	@exec $(PY) -m grader.practice --make

watch: ## grade a task of DIR whenever its file is saved
	$(SET_UP)
	@exec $(PY) -m grader.practice.watch --make

gradescope: ## write autograder.zip, to be uploaded there
	$(SET_UP)
	@exec $(PY) -m grader.hosts.gradescope autograder.zip $${REVEAL:+"$$REVEAL"}

lessons: ## run the experiments of the post: minutes
	$(SET_UP) examples post
	@$(PY) $(PROGRAMS)/comparison.py
	@$(PY) $(PROGRAMS)/football.py \
		$${FOOTBALL_MAT:+--data "$$FOOTBALL_MAT"}
	@$(PY) $(PROGRAMS)/mnist_dropout.py
	@$(PY) $(PROGRAMS)/moving.py

libraries: ## measure what libraries do: hours; NAMES="optax torch" anew
	$(SET_UP) examples
	@$(PY) $(PROGRAMS)/libraries/measure.py $$NAMES

figures: ## draw the post's pictures whose numbers have changed
	$(SET_UP) examples post
	@$(PY) $(PROGRAMS)/figures.py

post: ## write the post, the page and the notebook from what is kept
	$(SET_UP) examples post
	@$(PY) $(PROGRAMS)/post.py

drive: ## drive the page in Chromium; screenshots go to DIR
	$(SET_UP) drive
	@export PYTHONPATH=tests:$(PROGRAMS):$(PROGRAMS)/libraries && \
	$(PY) -m tools.drive_page "$${DIR:?expected a folder, received none}" && \
	$(PY) -m tools.drive_translation 8-blog_post/index.html "$$DIR"

bench: ## measure the answers' speed; FULL=1 takes an hour or two
	$(SET_UP) tests
	$(TOOL) tools.benchmark_steps $${FULL:+--full}

bench-grade: ## measure how many submissions a minute are graded
	$(SET_UP) tests
	$(TOOL) tools.benchmark_grading

mutants: ## change the answers, one place at a time: does a test fail?
	$(SET_UP) mutants
	$(TOOL) tools.mutants

commands: ## type what the READMEs show, in a fresh clone with nothing set
	$(SET_UP)
	@PYTHONPATH=tests $(PY) -m tools.as_typed

commands-long: ## the same with what takes long: hours
	$(SET_UP)
	@PYTHONPATH=tests $(PY) -m tools.as_typed --long

matrix: ## run the suite in all versions of Python that are here
	$(SET_UP) matrix
	@export SUFFIX=; [ "$$(uname -sm)" = 'Linux x86_64' ] && SUFFIX=-cpu; \
		.venv/bin/tox run
