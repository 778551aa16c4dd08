package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.core.store.StoreFullException;

class SanitizeTest {
    private static final String OVERWRITE_8 = "48 01 00 00 00 00 00 00 08 00";
    private static final String OVERWRITE_8_AT_ONCE = "48 81 00 00 00 00 00 00 08 00";
    private static final String BLOCK_ERASE = "48 02 00 00 00 00 00 00 00 00";
    private static final String EXIT_FAILURE_MODE = "48 1f 00 00 00 00 00 00 00 00";
    private DiskFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new DiskFixture();
    }

    private static byte[] list(int options, int... pattern) {
        byte[] list = new byte[4 + pattern.length];
        list[0] = (byte) options;
        list[3] = (byte) pattern.length;
        for (int i = 0; i < pattern.length; i++) {
            list[4 + i] = (byte) pattern[i];
        }
        return list;
    }

    @Test
    void shouldOverwriteEveryBlockWithThePattern() {
        assertEquals(Outcome.GOOD, fixture.run(OVERWRITE_8, list(1, 1, 2, 3, 4)));

        for (int at = 0; at < DiskFixture.SIZE; at += 4) {
            assertArrayEquals(new byte[] {1, 2, 3, 4}, fixture.store.range(at, 4));
        }
        assertEquals(List.of("write 0 1048576", "write 1048576 1048576", "flush", "flush"), fixture.store.calls);
        assertNull(fixture.context.notReady);
        assertEquals("", fixture.context.kept("operation"));
    }

    @Test
    void shouldBeginThePatternAnewInEachBlock() {
        fixture.run("48 01 00 00 00 00 00 00 07 00", list(1, 1, 2, 3));

        assertArrayEquals(new byte[] {1, 2, 1, 2, 3}, fixture.store.range(510, 5));
    }

    @Test
    void shouldInvertThePatternBetweenPasses() {
        fixture.run(OVERWRITE_8, list(0x82, 0, 0, 0, 1));

        assertArrayEquals(new byte[] {-1, -1, -1, -2}, fixture.store.range(0, 4));
    }

    @Test
    void shouldTellHowFarItIsUntilItIsOver() {
        FakeDeviceCommand command = fixture.command(OVERWRITE_8_AT_ONCE, list(1, 0, 0, 0, 0));
        command.begin();

        assertEquals(Outcome.GOOD, command.goOn());
        assertEquals(AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS, fixture.context.notReady);
        assertTrue(fixture.context.kept("operation").startsWith("OVERWRITE"));

        fixture.context.runAll();
        assertNull(fixture.context.notReady);
        Sense inProgress = Sense.of(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS);
        assertEquals(
                List.of(inProgress, inProgress.withProgress(0x8000), inProgress.withProgress(0xFFFF)),
                fixture.context.notReadySenses);
        command.release();
    }

    @Test
    void shouldGoOnWhenItsCommandIsAborted() {
        FakeDeviceCommand command = fixture.command(OVERWRITE_8, list(1, 7));
        FakeDeviceCommand five = fixture.command("48 01 00 00 00 00 00 00 05 00", list(1, 7));
        five.begin();
        assertNull(five.goOn());
        five.aborted = true;
        fixture.context.runAll();

        assertEquals(Outcome.TASK_ABORTED, fixture.context.completed.get(five.token()));
        assertArrayEquals(new byte[] {7, 7}, fixture.store.range(DiskFixture.SIZE - 2, 2));
        command.release();
        five.release();
    }

    @Test
    void shouldBeginAgainAfterARestart() throws IOException {
        fixture.context.kept.put(
                "operation",
                WholeMediumTask.overwrite(new byte[] {5}, 1, false, false).text());
        DiskFixture again = new DiskFixture(fixture.context);
        assertEquals(AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS, again.context.notReady);

        again.context.runAll();

        assertNull(again.context.notReady);
        assertArrayEquals(new byte[] {5, 5}, again.store.range(0, 2));
        assertEquals("", again.context.kept("operation"));
    }

    @Test
    void shouldPauseWhenTheDeviceClosesAndStayNoted() throws IOException {
        FakeDeviceCommand command = fixture.command(OVERWRITE_8_AT_ONCE, list(1, 0, 0, 0, 9));
        command.begin();
        command.goOn();
        Thread closing = new Thread(() -> {
            try {
                fixture.disk.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        closing.start();
        while (closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        fixture.context.runAll();

        assertTrue(fixture.context.kept("operation").startsWith("OVERWRITE"));
        assertEquals("write 0 1048576", fixture.store.calls.getFirst());
        assertEquals(-1, fixture.store.calls.indexOf("write 1048576 1048576"));
        command.release();
    }

    @Test
    void shouldEraseWhatHasStorageAndGiveItBackWhenThin() throws IOException {
        DiskFixture thin = new DiskFixture("thin_provisioned=1");

        assertEquals(Outcome.GOOD, thin.run(BLOCK_ERASE));

        assertEquals(
                List.of("write 0 1048576", "write 1048576 1048576", "flush", "unmap 0 2097152", "flush"),
                thin.store.calls);
        thin.store.calls.clear();
        thin.store.mapped = false;
        assertEquals(Outcome.GOOD, thin.run(BLOCK_ERASE));
        assertEquals(List.of("flush", "unmap 0 2097152", "flush"), thin.store.calls);
    }

    @Test
    void shouldLeaveTheMediumUnusableWhenItFails() {
        fixture.store.failure = new StoreFullException("full", null);

        assertSense(fixture.run(BLOCK_ERASE), SenseKey.MEDIUM_ERROR, AdditionalSense.SANITIZE_COMMAND_FAILED);

        assertEquals(AdditionalSense.SANITIZE_COMMAND_FAILED, fixture.context.notReady);
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 4)), fixture.run(EXIT_FAILURE_MODE));
        fixture.store.failure = null;
        assertEquals(Outcome.GOOD, fixture.run(BLOCK_ERASE));
        assertNull(fixture.context.notReady);
    }

    @Test
    void shouldLeaveAFailureThatWasAllowedToBeLeft() {
        fixture.store.failure = new StoreFullException("full", null);
        fixture.run(BLOCK_ERASE.replaceFirst("48 02", "48 22"));

        assertEquals(Outcome.GOOD, fixture.run(EXIT_FAILURE_MODE));

        assertNull(fixture.context.notReady);
        assertEquals("", fixture.context.kept("operation"));
    }

    @Test
    void shouldRefuseASecondOneAndEveryWriteThatWasOnItsWay() {
        FakeDeviceCommand write = fixture.command("2a 00 00 00 00 00 00 00 01 00", new byte[512]);
        FakeDeviceCommand sanitize = fixture.command(OVERWRITE_8_AT_ONCE, list(1, 1, 1, 1, 1));
        write.begin();
        sanitize.begin();
        sanitize.goOn();

        assertSense(write.goOn(), SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS);
        assertSense(
                fixture.run(BLOCK_ERASE),
                SenseKey.NOT_READY,
                AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS);
        write.release();
        sanitize.release();
    }

    @Test
    void shouldRefuseWhatTheStandardReserves() {
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 6)), fixture.run("48 41 00 00 00 00 00 00 08 00"));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(4, 7)), fixture.run("48 01 00 00 01 00 00 00 08 00"));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(7, 7)), fixture.run("48 01 00 00 00 00 00 00 04 00"));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(7, 7)), fixture.run("48 01 00 00 00 00 00 02 05 00"));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(7, 7)), fixture.run("48 02 00 00 00 00 00 00 08 00"));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(7, 7)), fixture.run("48 1f 00 00 00 00 00 00 08 00"));
        assertEquals(
                Outcome.check(Sense.invalidFieldInParameterList(0, 4)), fixture.run(OVERWRITE_8, list(0, 1, 2, 3, 4)));
        assertEquals(
                Outcome.check(Sense.invalidFieldInParameterList(0, 6)),
                fixture.run(OVERWRITE_8, list(0x21, 1, 2, 3, 4)));
        byte[] wrongLength = list(1, 1, 2, 3, 4);
        wrongLength[3] = 3;
        assertEquals(Outcome.check(Sense.invalidFieldInParameterList(2, 7)), fixture.run(OVERWRITE_8, wrongLength));
        assertEquals(List.of(), fixture.store.calls);
    }
}
