package org.scst.core.internal.lunmap;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.scst.core.internal.buffer.Budget;
import org.scst.core.internal.execution.ThreadLimit;
import org.scst.core.internal.logicalunit.LogicalUnit;
import org.scst.core.internal.primary.NullLogicalUnit;

/**
 * From a LUN to what stands there, in maps of one and of 16 000 LUNs, over LUNs in no order.
 *
 * <p><i>Threading:</i> JMH's.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class LunLookupBenchmark {
    /** Odd and without a factor in common with the number of LUNs, so that every LUN has its turn. */
    private static final int STRIDE = 7919;

    /** LUNs of the map. */
    @Param({"1", "16000"})
    public int luns;

    private LunMap map = LunMap.EMPTY;
    private int lun;

    /** Maps one logical unit everywhere. */
    @Setup
    public void fill() {
        LogicalUnit unit = NullLogicalUnit.create(new Budget(1 << 20, null), new ThreadLimit(2));
        for (int i = 0; i < luns; i++) {
            map = map.with(new LunMap.Entry(i, unit, false));
        }
    }

    /** One lookup. */
    @Benchmark
    public LunMap.Entry find() {
        lun = (lun + STRIDE) % luns;
        return map.find(lun);
    }
}
