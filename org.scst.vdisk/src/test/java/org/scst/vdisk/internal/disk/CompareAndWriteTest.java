package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;

class CompareAndWriteTest {
    private static final String BLOCK_4 = "89 00 00 00 00 00 00 00 00 04 00 00 00 01 00 00";
    private DiskFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new DiskFixture();
    }

    /** What to expect at a place of the medium, and what to write there. */
    private byte[] halves(byte[] expected, byte[] next) {
        byte[] data = new byte[expected.length + next.length];
        System.arraycopy(expected, 0, data, 0, expected.length);
        System.arraycopy(next, 0, data, expected.length, next.length);
        return data;
    }

    @Test
    void shouldWriteTheSecondHalfWhereTheMediumHoldsTheFirst() {
        byte[] next = new byte[512];
        next[7] = 1;

        assertEquals(Outcome.GOOD, fixture.run(BLOCK_4, halves(fixture.store.range(4 * 512, 512), next)));

        assertArrayEquals(next, fixture.store.range(4 * 512, 512));
        assertEquals(List.of("read 2048 512", "write 2048 512"), fixture.store.calls);
    }

    @Test
    void shouldSayWhichByteDiffersAndWriteNothing() {
        byte[] before = fixture.store.range(4 * 512, 512);
        byte[] expected = before.clone();
        expected[300] ^= 1;

        assertEquals(
                Outcome.check(Sense.of(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY_OPERATION)
                        .withInformation(300)),
                fixture.run(BLOCK_4, halves(expected, new byte[512])));

        assertArrayEquals(before, fixture.store.range(4 * 512, 512));
    }

    @Test
    void shouldBeDurableWithForceUnitAccess() {
        byte[] same = fixture.store.range(4 * 512, 512);

        assertEquals(Outcome.GOOD, fixture.run(BLOCK_4.replaceFirst("89 00", "89 08"), halves(same, same)));

        assertEquals(List.of("read 2048 512", "write durable 2048 512"), fixture.store.calls);
    }

    @Test
    void shouldDoNothingForZeroBlocks() {
        assertEquals(Outcome.GOOD, fixture.run(BLOCK_4.replace("01 00 00", "00 00 00")));
        assertEquals(List.of(), fixture.store.calls);
    }

    @Test
    void shouldRefuseMoreBlocksThanBlockLimitsAllow() throws IOException {
        DiskFixture large = new DiskFixture("blocksize=65536");

        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(13, 7)),
                large.run("89 00 00 00 00 00 00 00 00 00 00 00 00 11 00 00"));
    }

    @Test
    void shouldRefuseProtectionInformation() {
        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(1, 7)),
                fixture.run(BLOCK_4.replaceFirst("89 00", "89 20"), new byte[1024]));
    }

    @Test
    void shouldWaitOnceUntilWhatWasBegunBeforeHasLeft() {
        byte[] same = fixture.store.range(4 * 512, 512);

        fixture.run(BLOCK_4, halves(same, same));
        fixture.run(BLOCK_4, halves(same, same));

        assertEquals(1, fixture.context.graces);
    }

    @Test
    void shouldHaveWritesTakeTheSlowWayOnlyOnceItWasUsed() {
        fixture.store.inline = true;
        FakeDeviceCommand before = fixture.command("2a 00 00 00 00 00 00 00 01 00", new byte[512]);
        assertEquals(Outcome.GOOD, before.begin());
        before.release();
        byte[] same = fixture.store.range(4 * 512, 512);
        fixture.run(BLOCK_4, halves(same, same));

        FakeDeviceCommand after = fixture.command("2a 00 00 00 00 00 00 00 01 00", new byte[512]);
        after.begin();

        assertTrue(after.batched);
        assertEquals(Outcome.GOOD, after.goOn());
        after.release();
    }

    @Test
    void shouldAskForAnotherTryWhenItWasParsedByTheServerBefore() {
        FakeDeviceCommand command = fixture.command(BLOCK_4, new byte[1024]);

        assertEquals(Outcome.BUSY, command.processWithoutParsing());
        assertFalse(command.handedOver());
        command.release();
    }

    @Test
    void shouldLoseNoUpdateOfACounterThatManyIncrement() throws Exception {
        fixture.run("41 00 00 00 00 04 00 00 01 00", new byte[512]);
        int each = 200;
        try (ExecutorService several = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> all = IntStream.range(0, 4)
                    .mapToObj(i -> several.submit(() -> increments(each)))
                    .toList();
            for (Future<Integer> one : all) {
                assertEquals(each, one.get(60, TimeUnit.SECONDS));
            }
        }
        assertEquals(4 * each, counter(fixture.store.range(4 * 512, 512)));
    }

    /** Adds one so many times, trying again when somebody else was faster. */
    private int increments(int times) {
        int done = 0;
        while (done < times) {
            byte[] seen = fixture.store.range(4 * 512, 512);
            byte[] next = seen.clone();
            int value = counter(seen) + 1;
            next[0] = (byte) (value >> 8);
            next[1] = (byte) value;
            if (fixture.run(BLOCK_4, halves(seen, next)) == Outcome.GOOD) {
                done++;
            }
        }
        return done;
    }

    private static int counter(byte[] block) {
        return (block[0] & 0xFF) << 8 | block[1] & 0xFF;
    }
}
