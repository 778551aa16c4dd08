package org.scst.core.internal.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.admin.Statistics.LatencyBucket;
import org.scst.core.internal.statistics.CommandStatistics.Stage;

class CommandStatisticsTest {
    private final CommandStatistics statistics = new CommandStatistics();

    @Test
    void shouldKnowNoLatencyBeforeAnythingWasMeasured() {
        assertEquals(-1, statistics.latencyMicros(0.5));
        assertEquals(List.of(), statistics.latencies());
    }

    @Test
    void shouldCountCommandsAndBytesByTheirDirection() {
        statistics.ended(4096, 1000, false);
        statistics.ended(512, 1000, true);
        statistics.ended(512, 1000, false);
        statistics.read(4096);
        statistics.written(512);
        statistics.written(512);
        assertEquals(3, statistics.commands());
        assertEquals(1, statistics.checkConditions());
        assertEquals(1, statistics.reads());
        assertEquals(4096, statistics.readBytes());
        assertEquals(2, statistics.writes());
        assertEquals(1024, statistics.writtenBytes());
    }

    /** An operator may read the bound as "at most so long": every duration lies below its bucket's, and above the one before. */
    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 511, 512, 1023, 1024, 1535, 1536, 2047, 2048, 3071, 3072, 999_999, 1_000_000, 5_000_000_000L
            })
    void shouldPutADurationIntoTheBucketThatBoundsIt(long nanos) {
        int bucket = CommandStatistics.bucket(nanos);
        assertTrue(nanos < CommandStatistics.upperMicros(bucket) * 1000, "not below the bound");
        assertTrue(
                bucket == 0 || nanos >= CommandStatistics.upperMicros(bucket - 1) * 1000,
                "already below the bound of the bucket before");
    }

    @Test
    void shouldTakeEverythingLongerThanTheLastBucketIntoIt() {
        assertEquals(CommandStatistics.bucket(Long.MAX_VALUE), CommandStatistics.bucket(Long.MAX_VALUE / 2));
        assertEquals(0, CommandStatistics.bucket(-1), "a clock that goes back");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 512",
        "512, 512",
        "1023, 512",
        "1024, 1024",
        "4096, 4096",
        "65536, 65536",
        "1048576, 1048576",
        "8388608, 1048576"
    })
    void shouldSortTransfersByTheLargestPowerOfTwoTheyReach(long bytes, long sizeClass) {
        statistics.ended(bytes, 1000, false);
        assertEquals(sizeClass, statistics.latencies().getFirst().sizeClass());
    }

    @Test
    void shouldTellTheLatencyThatSoManyCommandsStayBelow() {
        for (int i = 0; i < 99; i++) {
            statistics.ended(4096, 10_000, false);
        }
        statistics.ended(65536, 1_000_000, false);
        double median = statistics.latencyMicros(0.5);
        assertTrue(median > 10 && median < 16, () -> "median " + median);
        assertEquals(median, statistics.latencyMicros(0.99));
        assertTrue(statistics.latencyMicros(1.0) > 1000);
    }

    @Test
    void shouldKeepStagesApart() {
        statistics.spent(Stage.WAITING, 512, 1_000_000);
        assertEquals(-1, statistics.latencyMicros(0.5), "waiting is part of a latency, not the latency");
        LatencyBucket only = statistics.latencies().getFirst();
        assertEquals("waiting", only.stage());
        assertEquals(1, only.count());
    }

    @Test
    void shouldAddUpWhatSeveralHaveCounted() {
        CommandStatistics other = new CommandStatistics();
        other.ended(1, 1000, true);
        other.read(1);
        statistics.ended(0, 1000, false);
        statistics.add(other);
        statistics.add(other);
        assertEquals(3, statistics.commands());
        assertEquals(2, statistics.checkConditions());
        assertEquals(2, statistics.readBytes());
        assertEquals(2, statistics.latencies().getLast().count());
    }

    /** The counts are kept in bytes and bases: no step between the two may be seen. */
    @ParameterizedTest
    @ValueSource(ints = {127, 128, 129, 255, 256, 257, 1000, 100_000})
    void shouldCountAnyNumberExactly(int commands) {
        for (int i = 1; i <= commands; i++) {
            statistics.ended(4096, 10_000, false);
            statistics.spent(Stage.DELIVERY, 4096, 10_000);
            assertEquals(i, statistics.commands());
        }
        statistics.ended(4096, 1_000_000_000, false);
        CommandStatistics sum = new CommandStatistics();
        sum.add(statistics);
        sum.add(statistics);
        assertEquals(2L * commands + 2, sum.commands());
        assertEquals(
                List.of(2L * commands, 2L, 2L * commands),
                sum.latencies().stream().map(LatencyBucket::count).toList());
    }

    @Test
    void shouldNeverShowFewerThanBeforeToAReaderOnAnotherThread() throws InterruptedException {
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 2_000_000; i++) {
                statistics.ended(4096, 10_000, false);
            }
        });
        writer.start();
        long seen = 0;
        while (writer.isAlive()) {
            long now = statistics.commands();
            assertTrue(now >= seen && now <= 2_000_000, () -> "out of order: " + now);
            seen = now;
        }
        writer.join();
        assertEquals(2_000_000, statistics.commands());
    }

    @Test
    void shouldForgetNothingWhenCommandsWithDataFollowThoseWithout() {
        statistics.ended(0, 1000, true);
        statistics.ended(4096, 1000, false);
        statistics.ended(0, 1000, false);
        statistics.ended(512, 1000, false);
        assertEquals(4, statistics.commands());
        assertEquals(1, statistics.checkConditions());
        assertEquals(
                List.of(0L, 512L, 4096L),
                statistics.latencies().stream().map(LatencyBucket::sizeClass).toList());
    }

    @Test
    void shouldKeepSizesApartHoweverTheyAlternate() {
        for (int i = 0; i < 300; i++) {
            for (long bytes = 512; bytes <= 1 << 20; bytes *= 2) {
                statistics.ended(bytes, 1000, false);
                statistics.written(bytes);
            }
        }
        assertEquals(300 * 12, statistics.commands());
        assertEquals(300 * 12, statistics.writes());
        assertEquals(
                300,
                statistics.latencies().stream()
                        .mapToLong(LatencyBucket::count)
                        .max()
                        .orElseThrow());
        assertEquals(12, statistics.latencies().size());
        assertEquals(512, statistics.latencies().getFirst().sizeClass());
    }
}
