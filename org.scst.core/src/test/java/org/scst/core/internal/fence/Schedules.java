package org.scst.core.internal.fence;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Runs the real code of a {@link Fence} through every order in which the steps of several threads can happen.
 *
 * <p>There are no threads. What a thread will do next is determined by the stage of its program and by what its steps have returned
 * since that began; so it is found by running the stage from its beginning, feeding it those results, and stopping it, by an error
 * thrown through it, at its first step without a result. The steps are then applied to the {@link World} in every order. Two orders
 * that lead to the same world and the same positions have the same future, which is walked once; closures are only ever compared, so
 * it is enough that they are the same but for which of several equal objects stands where.
 */
final class Schedules implements Cells {

    /** A piece of a program: does nothing but steps and returns the next piece, an object made beforehand, or {@code null}. */
    @FunctionalInterface
    interface Stage {
        Stage run();
    }

    private static final Step ENDED = new Step("ended", Joined.NOT, world -> false, world -> new After(world, null));

    private final int size;
    private final List<String> names = new ArrayList<>();
    private final List<Position> beginnings = new ArrayList<>();
    private final Map<Stage, Position> stages = new HashMap<>();
    private final Set<String> closers = new HashSet<>();
    private final Map<List<Integer>, BigInteger> walked = new HashMap<>();
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final Map<Closure, Integer> contents = new HashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private Replay replay;

    Schedules(int size) {
        this.size = size;
    }

    void thread(String name, Stage program) {
        names.add(name);
        beginnings.add(beginning(program));
    }

    /** Names somebody who must be told exactly once in every schedule. */
    void expectTold(String closer) {
        closers.add(closer);
    }

    /**
     * Walks all of them.
     *
     * @return how many there are
     * @throws AssertionError with the steps that lead there if one breaks a rule
     */
    BigInteger walk() {
        return walk(new Moment(World.open(size), List.copyOf(beginnings)));
    }

    /** How many different moments were walked. */
    int moments() {
        return walked.size();
    }

    // ---- steps of the fence ----

    @Override
    public int size() {
        return size;
    }

    @Override
    public void increment(int index) {
        step("increments " + index, world -> new After(world.withCounter(index, count(world, index) + 1), null));
    }

    @Override
    public boolean decrement(int index) {
        return (Boolean) step("decrements " + index, world -> {
            long before = count(world, index);
            return new After(world.withCounter(index, before - 1), before > 0);
        });
    }

    @Override
    public boolean zero(int index) {
        return (Boolean) step("reads " + index, world -> new After(world, count(world, index) == 0));
    }

    @Override
    public long count(int index) {
        throw new UnsupportedOperationException("statistics");
    }

    @Override
    public boolean closed() {
        return (Boolean) step("reads whether closed", world -> new After(world, world.closure() != null));
    }

    @Override
    public Closure closure() {
        return (Closure) step("reads the closure", world -> new After(world, world.closure()));
    }

    @Override
    public Closure updateClosure(UnaryOperator<Closure> change) {
        // The same object in every schedule that comes to this step with the same closure keeps moments few.
        Map<Closure, Closure> successors = new HashMap<>();
        return (Closure) step("updates the closure", world -> {
            Closure changed = successors.computeIfAbsent(world.closure(), change);
            return new After(world.withClosure(changed), changed);
        });
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // as the production cells compare
    public boolean replaceClosure(Closure seen, Closure by) {
        return (Boolean) step("replaces the closure", world -> {
            boolean same = world.closure() == seen;
            return new After(same ? world.withClosure(by) : world, same);
        });
    }

    private Object step(String what, Function<World, After> effect) {
        return replay.perform(new Step(what, Joined.NOT, world -> true, effect));
    }

    private static long count(World world, int index) {
        return world.counters().get(index);
    }

    // ---- steps of the programs ----

    /** The observer's view changes together with the step that follows: at the latest moment possible. */
    void before(String what, UnaryOperator<World> change) {
        once(world -> true, what, change);
    }

    /** As {@link #before}, and the step that follows can only be made once something holds. */
    void once(Predicate<World> condition, String what, UnaryOperator<World> change) {
        replay.perform(new Step(what, Joined.TO_NEXT, condition, world -> new After(change.apply(world), null)));
    }

    /** The observer's view changes together with the step before: at the earliest moment possible. */
    void after(UnaryOperator<World> change) {
        replay.perform(new Step("", Joined.TO_LAST, world -> true, world -> new After(change.apply(world), null)));
    }

    // ---- the walk ----

    private BigInteger walk(Moment moment) {
        List<Integer> likeness = likeness(moment);
        BigInteger known = walked.get(likeness);
        if (known != null) {
            return known;
        }
        BigInteger schedules = BigInteger.ZERO;
        boolean ended = true;
        boolean stuck = true;
        for (int thread = 0; thread < names.size(); thread++) {
            Step step = nextStep(moment.positions.get(thread));
            ended &= step.equals(ENDED);
            if (step.possible.test(moment.world)) {
                stuck = false;
                path.addLast(names.get(thread) + " " + step.what);
                schedules = schedules.add(walk(after(moment, thread)));
                path.removeLast();
            }
        }
        if (ended) {
            verify(() -> moment.world.verifyAtRest(closers));
            schedules = BigInteger.ONE;
        } else if (stuck) {
            verify(() -> World.require(false, "nobody can go on"));
        }
        walked.put(likeness, schedules);
        return schedules;
    }

    /** Equal for moments with the same future: each closure stands as its content and the order of its first appearance. */
    private List<Integer> likeness(Moment moment) {
        List<Closure> closures = new ArrayList<>();
        List<Integer> likeness = new ArrayList<>();
        likeness.add(number(moment.world.withClosure(null)));
        addLikeness(moment.world.closure(), closures, likeness);
        for (Position position : moment.positions) {
            likeness.add(position.kindNumber(this));
            for (Closure closure : position.closures) {
                addLikeness(closure, closures, likeness);
            }
        }
        return likeness;
    }

    private void addLikeness(Closure closure, List<Closure> closures, List<Integer> likeness) {
        int order = closures.indexOf(closure);
        likeness.add(order);
        if (order < 0) {
            closures.add(closure);
            likeness.add(closure == null ? -1 : contents.computeIfAbsent(closure, seen -> number(seen.toString())));
        }
    }

    private Integer number(Object thing) {
        return numbers.computeIfAbsent(thing, added -> numbers.size());
    }

    /** The moment after a thread's next step and the steps joined to it. */
    private Moment after(Moment moment, int thread) {
        World world = moment.world;
        Position position = moment.positions.get(thread);
        Step step = nextStep(position);
        Step last;
        do {
            After after = apply(step, world);
            world = after.world;
            position = stage(position.after(after.result));
            last = step;
            step = nextStep(position);
        } while (last.joined == Joined.TO_NEXT || step.joined == Joined.TO_LAST);
        List<Position> positions = new ArrayList<>(moment.positions);
        positions.set(thread, position);
        return new Moment(world, List.copyOf(positions));
    }

    private After apply(Step step, World world) {
        After[] after = new After[1];
        verify(() -> after[0] = step.effect.apply(world));
        return after[0];
    }

    private void verify(Runnable check) {
        try {
            check.run();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", after\n" + String.join("\n", path), e);
        }
    }

    // ---- where threads stand ----

    private Position beginning(Stage stage) {
        return stages.computeIfAbsent(stage, begun -> new Position(begun, List.of()));
    }

    /** The same place, but at the beginning of the next stage where a stage has ended. */
    private Position stage(Position position) {
        Position here = position;
        while (next(here).stageEnded && next(here).following != null) {
            here = beginning(next(here).following);
        }
        return here;
    }

    private Step nextStep(Position position) {
        Next next = next(stage(position));
        return next.stageEnded ? ENDED : next.step;
    }

    private Next next(Position position) {
        if (position.next == null) {
            replay = new Replay(position.results);
            try {
                position.next = new Next(null, true, position.stage.run());
            } catch (Pause e) {
                position.next = new Next(replay.pending, false, null);
            }
        }
        return position.next;
    }

    private record Moment(World world, List<Position> positions) {}

    private record After(World world, Object result) {}

    /** Whether others can come between a step and its neighbour. */
    private enum Joined {
        NOT,
        TO_LAST,
        TO_NEXT
    }

    private record Step(String what, Joined joined, Predicate<World> possible, Function<World, After> effect) {}

    /** What comes next at a position: a step, or the end of the stage and the stage that follows, if any. */
    private record Next(Step step, boolean stageEnded, Stage following) {}

    /** One object for each stage and sequence of results in it. */
    private static final class Position {

        private final Stage stage;
        private final List<Object> results;
        /** Stage and results, with all closures alike. */
        private final List<Object> kind;

        private final List<Closure> closures = new ArrayList<>();
        private final Map<Object, Position> following = new HashMap<>();
        private Next next;
        private Integer kindNumber;

        Position(Stage stage, List<Object> results) {
            this.stage = stage;
            this.results = results;
            List<Object> alike = new ArrayList<>();
            alike.add(stage);
            for (Object result : results) {
                if (result instanceof Closure closure) {
                    closures.add(closure);
                    alike.add(Closure.class);
                } else {
                    alike.add(Optional.ofNullable(result));
                }
            }
            kind = List.copyOf(alike);
        }

        Integer kindNumber(Schedules schedules) {
            if (kindNumber == null) {
                kindNumber = schedules.number(kind);
            }
            return kindNumber;
        }

        Position after(Object result) {
            return following.computeIfAbsent(result, returned -> {
                List<Object> more = new ArrayList<>(results);
                more.add(returned);
                return new Position(stage, more);
            });
        }
    }

    private static final class Replay {

        private final List<Object> results;
        private int position;
        private Step pending;

        Replay(List<Object> results) {
            this.results = results;
        }

        Object perform(Step step) {
            if (position < results.size()) {
                return results.get(position++);
            }
            if (pending == null) {
                pending = step;
            }
            throw new Pause();
        }
    }

    /** Unwinds a stage at its next step. */
    private static final class Pause extends Error {
        private static final long serialVersionUID = 1;

        Pause() {
            super("next step found", null, false, false);
        }
    }
}
