package org.scst.core.internal.nexus;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A command of 4 KiB from {@code commandReceived} to {@code delivered}, in batches as a connection reads them, with a real
 * {@code nullio} disk; and the task set alone.
 *
 * <p><i>Threading:</i> JMH's.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class CommandBenchmark {
    private static final int BATCH = 16;
    private final Command[] commands = new Command[BATCH];
    private final TaskSet set = new TaskSet();
    private CommandWay way;

    /** One nexus, one disk. */
    @Setup
    public void open() throws IOException {
        way = new CommandWay();
        for (int i = 0; i < BATCH; i++) {
            commands[i] = (Command) way.command(io.netty.buffer.Unpooled.wrappedBuffer(new byte[6]), 6);
        }
    }

    /** Gives everything back. */
    @TearDown
    public void close() throws IOException {
        way.close();
    }

    /** READ (16). */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long read() {
        way.read(BATCH);
        return way.moved();
    }

    /** WRITE (16). */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void write() {
        way.write(BATCH);
    }

    /** Into the task set and out again, oldest first. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int taskSet() {
        for (Command command : commands) {
            set.admit(command);
        }
        int enabled = 0;
        for (Command command : commands) {
            enabled += set.mayEnable(command) ? 1 : 0;
        }
        for (Command command : commands) {
            set.remove(command);
        }
        return enabled;
    }
}
