package org.scst.local.internal.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.scst.core.linux.Errno;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.local.internal.nexus.MemoryTarget;

class ApplicationClientTest {
    private static final int BLOCK = MemoryTarget.BLOCK;
    private static final int BLOCKS = 64;

    private final MemoryTarget core = new MemoryTarget(BLOCKS);
    private final LoopByHand hand = new LoopByHand(core);
    private final ApplicationClient client = new ApplicationClient(hand.sender(hand.gate), 0);
    private Integer error;
    private byte[] bytes;

    private void read(long offset, int length) {
        error = null;
        client.read(offset, length, (failed, data, skip, there) -> {
            error = failed;
            ByteBuf all = Unpooled.buffer();
            data.forEach(piece -> {
                all.writeBytes(piece);
                piece.release();
            });
            bytes = new byte[there];
            all.getBytes(skip, bytes);
        });
        hand.run();
    }

    private void write(long offset, byte[] data) {
        error = null;
        client.write(
                offset,
                data.length,
                false,
                (at, count, into) -> into.writeBytes(data, at, count),
                failed -> error = failed);
        hand.run();
    }

    private static byte[] pattern(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) (i * 31 + i / 251 + 1);
        }
        return data;
    }

    @ParameterizedTest
    @CsvSource({"0,512", "512,1024", "1,1", "511,2", "100,5000", "0,32768", "32767,1", "513,511"})
    void shouldWriteAndReadAnyRangeAndNothingElse(int offset, int length) {
        byte[] before = pattern(core.medium.length);
        System.arraycopy(before, 0, core.medium, 0, before.length);
        byte[] data = new byte[length];
        Arrays.fill(data, (byte) 0xA5);
        write(offset, data);
        assertEquals(0, error);
        System.arraycopy(data, 0, before, offset, length);
        assertArrayEquals(before, core.medium);
        read(offset, length);
        assertArrayEquals(data, bytes);
    }

    @Test
    void shouldReadNoFurtherThanTheEnd() {
        read(core.medium.length - 100L, 4096);
        assertEquals(100, bytes.length);
        read(core.medium.length, 4096);
        assertEquals(0, bytes.length);
        assertEquals(0, error);
    }

    @Test
    void shouldWriteNothingThatDoesNotFit() {
        write(core.medium.length - 100L, new byte[101]);
        assertEquals(Errno.ENOSPC, error);
    }

    @Test
    void shouldKeepWritesOfPartsOfABlockApart() {
        int[] done = {0};
        byte[] ones = new byte[10];
        Arrays.fill(ones, (byte) 1);
        for (int i = 0; i < 20; i++) {
            client.write(
                    i * 10L,
                    10,
                    false,
                    (at, count, into) -> into.writeBytes(ones, at, count),
                    failed -> done[0] += 1 - failed);
        }
        hand.run();
        assertEquals(20, done[0]);
        byte[] wanted = new byte[core.medium.length];
        Arrays.fill(wanted, 0, 200, (byte) 1);
        assertArrayEquals(wanted, core.medium);
    }

    @Test
    void shouldZeroARangeWhoseEndsAreInBlocks() {
        byte[] before = pattern(core.medium.length);
        System.arraycopy(before, 0, core.medium, 0, before.length);
        client.zero(100, 5000, true, failed -> error = failed);
        hand.run();
        assertEquals(0, error);
        Arrays.fill(before, 100, 5100, (byte) 0);
        assertArrayEquals(before, core.medium);
    }

    @Test
    void shouldWriteZeroesWhereNothingCanBeDeallocated() {
        Arrays.fill(core.medium, (byte) 3);
        read(0, BLOCK);
        core.outcomes.add(Outcome.INVALID_FIELD_IN_CDB);
        client.zero(0, 1024, true, failed -> error = failed);
        hand.run();
        assertEquals(0, error);
        assertEquals(0, core.medium[1023]);
        assertEquals(3, core.medium[1024]);
        assertEquals(0, core.cdbs.getLast()[1], "without UNMAP");
    }

    @Test
    void shouldSendAgainAfterAUnitAttentionConditionAndWhenItIsBusy() {
        core.outcomes.add(MemoryTarget.attention());
        core.outcomes.add(Outcome.BUSY);
        core.outcomes.add(
                Outcome.check(SenseKey.NOT_READY, AdditionalSense.LOGICAL_UNIT_IS_IN_PROCESS_OF_BECOMING_READY));
        read(0, BLOCK);
        assertEquals(0, error);
        assertEquals(BLOCK, bytes.length);
    }

    private static Outcome attention(AdditionalSense additional) {
        return Outcome.check(SenseKey.UNIT_ATTENTION, additional);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "NOT_READY_TO_READY_CHANGE_MEDIUM_MAY_HAVE_CHANGED",
                "INQUIRY_DATA_HAS_CHANGED",
                "REPORTED_LUNS_DATA_HAS_CHANGED"
            })
    void shouldWriteNothingToAnotherDiskThatHasTakenTheLun(AdditionalSense additional) {
        read(0, BLOCK);
        core.designator = 2;
        core.outcomes.add(attention(additional));
        write(0, pattern(BLOCK));
        assertEquals(Errno.EIO, error);
        assertEquals(2, client.unit());
        assertArrayEquals(new byte[core.medium.length], core.medium);
        write(0, pattern(BLOCK));
        assertEquals(0, error, "who begins now means the other");
    }

    @Test
    void shouldWriteNothingToAnotherDiskOfANexusOpenedAnew() {
        read(0, BLOCK);
        core.designator = 2;
        core.transport.closeNexus("an operator closed it");
        write(0, pattern(BLOCK));
        assertEquals(Errno.EIO, error);
        assertArrayEquals(new byte[core.medium.length], core.medium);
    }

    @Test
    void shouldFailWhatWasMeantForALargerDiskAndGoOnWithALargerOne() {
        read(0, BLOCK);
        core.medium = new byte[2 * BLOCKS * BLOCK];
        core.outcomes.add(attention(AdditionalSense.CAPACITY_DATA_HAS_CHANGED));
        write(0, pattern(BLOCK));
        assertEquals(0, error);
        write(core.medium.length - BLOCK, pattern(BLOCK));
        assertEquals(0, error, "the new end is known");
        core.medium = new byte[BLOCKS * BLOCK];
        core.outcomes.add(attention(AdditionalSense.CAPACITY_DATA_HAS_CHANGED));
        write(0, pattern(BLOCK));
        assertEquals(Errno.EIO, error);
        assertEquals(2, client.unit());
    }

    @Test
    void shouldFailAWriteOfWhichLessWasTransferred() {
        core.residual = -BLOCK;
        write(0, pattern(2 * BLOCK));
        assertEquals(Errno.EIO, error);
    }

    @Test
    void shouldGiveUpInTheEnd() {
        for (int i = 0; i < 400; i++) {
            core.outcomes.add(Outcome.BUSY);
        }
        read(0, BLOCK);
        assertEquals(Errno.ETIMEDOUT, error);
    }

    @Test
    void shouldSayWhatIsWrongByErrorNumber() {
        read(0, BLOCK);
        core.outcomes.add(Outcome.WRITE_PROTECTED);
        write(0, new byte[BLOCK]);
        assertEquals(Errno.EROFS, error);
        core.outcomes.add(Outcome.SPACE_ALLOCATION_FAILED);
        write(0, new byte[BLOCK]);
        assertEquals(Errno.ENOSPC, error);
        core.outcomes.add(Outcome.RESERVATION_CONFLICT);
        read(0, BLOCK);
        assertEquals(Errno.EBADE, error);
        core.outcomes.add(Outcome.UNRECOVERED_READ_ERROR);
        read(0, BLOCK);
        assertEquals(Errno.EIO, error);
    }

    @Test
    void shouldWaitForTheStartGate() {
        CompletableFuture<Boolean> gate = new CompletableFuture<>();
        ApplicationClient early = new ApplicationClient(hand.sender(gate), 0);
        early.capacity((failed, capacity) -> error = failed);
        hand.run();
        assertNull(error);
        gate.complete(true);
        hand.run();
        assertEquals(0, error);
    }

    @Test
    void shouldOpenItsNexusAnewWhenThatHasEnded() {
        read(0, BLOCK);
        core.transport.closeNexus("an operator closed it");
        read(0, BLOCK);
        assertEquals(0, error);
        assertEquals(2, core.opened.size());
    }
}
