package org.scst.core.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FastPathAllocationTest {
    private static final int CALLS = 20_000;
    private static final int ROUNDS = 200;

    @TempDir
    Path folder;

    /** Interpreted code allocates; the rounds go on until the compiler has had its turn. */
    @Test
    void shouldAllocateNothingOnceReadsAndWritesAreCompiled() throws IOException {
        try (LinuxFile file = LinuxFile.open(folder.resolve("store"), OpenFlag.READ_WRITE, OpenFlag.CREATE);
                MemoryFile memory = MemoryFile.create("test", 4096)) {
            double perCall = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS && perCall >= 1; round++) {
                perCall = allocated(file, memory.address()) / (double) CALLS;
            }
            assertTrue(perCall < 1, perCall + " bytes a call");
        }
    }

    private static long allocated(LinuxFile file, long address) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            file.pwritev2(address, 512, 0, 0);
            file.preadv2(address, 512, 0, LinuxFile.RWF_NOWAIT);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
