package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.bytes;
import static org.scst.core.internal.nexus.CommandPath.reserve;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.testkit.ScsiAssertions.assertGood;
import static org.scst.testkit.ScsiAssertions.assertSense;
import static org.scst.testkit.ScsiAssertions.assertStatus;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.internal.copy.Lists;
import org.scst.core.internal.copy.TokenLists;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.ServiceResponse;
import org.scst.core.scsi.Status;
import org.scst.core.scsi.TaskManagementFunction;
import org.scst.core.target.TaskManagementRequest;
import org.scst.testkit.FakeNexusTransport;

/** Token transfers between two disks that an initiator is mapped. */
class RodTokenTest {
    private static final int BLOCKS = 4096;
    private static final int POPULATE = 7;
    private static final int WRITE = 8;

    private CommandPath path;
    private CommandPath.Unit first;
    private CommandPath.Unit second;
    private FakeNexusTransport initiator;

    @BeforeEach
    void mapTwoDisks() {
        path = new CommandPath();
        first = path.map(0, BLOCKS).copying();
        second = path.map(1, BLOCKS).copying();
        System.arraycopy(bytes(BLOCKS * BLOCK, 1), 0, first.device.medium(), 0, BLOCKS * BLOCK);
        initiator = path.initiator("a");
    }

    @AfterEach
    void proveEverythingGivenBack() {
        path.close();
        assertEquals(0, initiator.live());
    }

    private Outcome populate(FakeNexusTransport by, byte[] list) {
        long tag = by.write(0, TokenLists.cdb(0x10, POPULATE, list.length), list);
        path.run();
        return by.outcome(tag);
    }

    private byte[] information(int lun, int identifier) {
        long tag = initiator.read(lun, Lists.receiveLid4(7, identifier, 1024), 1024);
        path.run();
        assertGood(initiator.outcome(tag));
        return initiator.ending(tag).data();
    }

    private byte[] token(long... ranges) {
        assertGood(populate(initiator, TokenLists.populate(0, 60, 0, ranges)));
        byte[] told = information(0, POPULATE);
        return Arrays.copyOfRange(told, 38, 38 + 512);
    }

    private long begin(FakeNexusTransport by, byte[] list) {
        return by.write(1, TokenLists.cdb(0x11, WRITE, list.length), list);
    }

    private Outcome write(byte[] token, int flags, long offset, long... ranges) {
        long tag = begin(initiator, TokenLists.writeUsing(token, flags, offset, ranges));
        path.run();
        return initiator.outcome(tag);
    }

    private Outcome send(FakeNexusTransport by, int lun, byte[] cdb) {
        long tag = by.read(lun, cdb, 1024);
        path.run();
        return by.outcome(tag);
    }

    private void assertCopied(int sourceLba, int lba, int blocks) {
        assertArrayEquals(
                Arrays.copyOfRange(first.device.medium(), sourceLba * BLOCK, (sourceLba + blocks) * BLOCK),
                Arrays.copyOfRange(second.device.medium(), lba * BLOCK, (lba + blocks) * BLOCK));
    }

    private void assertNothingCopied() {
        assertArrayEquals(new byte[BLOCKS * BLOCK], second.device.medium());
    }

    @Test
    void shouldWriteWhatATokenStandsForAcrossTheEndsOfItsRanges() {
        byte[] token = token(15, 6, 40, 61);
        assertGood(write(token, 0, 0, 100, 10, 200, 57));
        assertCopied(15, 100, 6);
        assertCopied(40, 106, 4);
        assertCopied(44, 200, 57);
    }

    @Test
    void shouldLeaveOutWhatTheOffsetSays() {
        assertGood(write(token(15, 6, 40, 61), 0, 8, 0, 1));
        assertCopied(42, 0, 1);
    }

    @Test
    void shouldWriteNoMoreThanATokenStandsForAndSaySo() {
        assertGood(write(token(10, 4), 0, 1, 0, 100));
        assertCopied(11, 0, 3);
        assertArrayEquals(new byte[BLOCK], Arrays.copyOfRange(second.device.medium(), 3 * BLOCK, 4 * BLOCK));
        byte[] told = information(1, WRITE);
        assertEquals(0x11, told[4]);
        assertEquals(0x03, told[5]);
        assertEquals(0xF1, told[15] & 0xFF);
        assertEquals(3, ByteBuffer.wrap(told).getLong(16));
        assertEquals(36, told.length);
    }

    @Test
    void shouldTellOfTheTokenThatWasMade() {
        byte[] token = token(15, 6);
        byte[] told = information(0, POPULATE);
        assertEquals(0x10, told[4]);
        assertEquals(0x01, told[5]);
        assertEquals(6, ByteBuffer.wrap(told).getLong(16));
        assertEquals(514, ByteBuffer.wrap(told).getInt(32));
        assertEquals(told.length - 4, ByteBuffer.wrap(told).getInt());
        assertEquals(0x0080_0001, ByteBuffer.wrap(token).getInt());
        assertEquals(0x1F8, ByteBuffer.wrap(token).getShort(6));
        assertEquals(6 * BLOCK, ByteBuffer.wrap(token).getLong(56));
        for (int allocation = 0; allocation <= told.length; allocation++) {
            long tag = initiator.read(0, Lists.receiveLid4(7, POPULATE, allocation), allocation);
            path.run();
            assertArrayEquals(
                    Arrays.copyOf(told, allocation), initiator.ending(tag).data());
        }
    }

    @Test
    void shouldMakeEachTokenAnew() {
        byte[] one = token(0, 1);
        byte[] other = token(0, 1);
        assertNotEquals(ByteBuffer.wrap(one, 128, 384), ByteBuffer.wrap(other, 128, 384));
        byte[] listed = read(Lists.cdb(0x84, 8, 1024));
        assertEquals(8 + 2 * 96, listed.length);
        assertArrayEquals(Arrays.copyOf(one, 96), Arrays.copyOfRange(listed, 8, 104));
    }

    private byte[] read(byte[] cdb) {
        long tag = initiator.read(0, cdb, 1024);
        path.run();
        return initiator.ending(tag).data();
    }

    @Test
    void shouldWriteZeroesForTheZeroToken() {
        Arrays.fill(second.device.medium(), (byte) 1);
        assertGood(write(TokenLists.zeroToken(), 0, 0, 8, 2));
        assertEquals(List.of("zero 8 2"), second.blocks.done());
        assertEquals(2, ByteBuffer.wrap(information(1, WRITE)).getLong(16));
    }

    @Test
    void shouldDoNothingWithoutAParameterList() {
        assertGood(send(initiator, 0, TokenLists.cdb(0x10, 1, 0)));
        assertGood(send(initiator, 1, TokenLists.cdb(0x11, 1, 0)));
        assertSense(send(initiator, 0, Lists.receiveLid4(7, 1, 512)), AdditionalSense.INVALID_FIELD_IN_CDB);
    }

    // When a token is worth nothing

    @Test
    void shouldCancelATokenWhenABlockOfItIsToBeChanged() {
        byte[] token = token(10, 5);
        first.blocks.changing(15, 3);
        assertGood(write(token, 0, 0, 0, 1));
        first.blocks.changing(14, 1);
        assertSense(
                write(token, 0, 0, 0, 1),
                SenseKey.ILLEGAL_REQUEST,
                AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_CANCELLED);
        assertEquals(0, first.blocks.watches(true));
    }

    @Test
    void shouldNotWriteWhatWasChangedWhileItWasRead() {
        long tag = begin(initiator, TokenLists.writeUsing(token(0, 8), 0, 0, 0, 8));
        path.runWithoutDevices();
        first.blocks.changing(0, 1);
        path.run();
        assertSense(initiator.outcome(tag), AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_CANCELLED);
        assertNothingCopied();
    }

    @Test
    void shouldExpireWhenATokenIsNotUsedForLong() {
        byte[] token = token(0, 4);
        path.pass(Duration.ofSeconds(50));
        assertGood(write(token, 0, 0, 0, 1));
        path.pass(Duration.ofSeconds(50));
        assertGood(write(token, 0, 0, 1, 1));
        path.pass(Duration.ofSeconds(61));
        assertSense(write(token, 0, 0, 2, 1), AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_EXPIRED);
        assertEquals(8, read(Lists.cdb(0x84, 8, 1024)).length);
    }

    @Test
    void shouldDeleteATokenWhenThatIsAskedFor() {
        byte[] token = token(0, 4);
        assertGood(write(token, 2, 0, 0, 1));
        assertSense(write(token, 0, 0, 0, 1), AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_DELETED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 16, 28, 56, 128, 300, 511})
    void shouldTakeNoTokenThatWasForged(int at) {
        byte[] token = token(0, 4);
        token[at] ^= 0x01;
        assertEquals(SenseKey.ILLEGAL_REQUEST, write(token, 0, 0, 0, 1).sense().key());
        assertNothingCopied();
    }

    @Test
    void shouldTakeNoTokenOfADeviceThatWasReplaced() {
        byte[] token = token(0, 4);
        first.logicalUnit.change(view -> view.logicalBlocks(new org.scst.testkit.FakeBlocks(first.device)));
        assertSense(write(token, 0, 0, 0, 1), AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_CANCELLED);
    }

    @Test
    void shouldCancelEveryTokenWhenTheMediumMayHaveChanged() {
        byte[] token = token(0, 4);
        first.logicalUnit.rodTokens().cancelAll();
        assertSense(write(token, 0, 0, 0, 1), AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_CANCELLED);
        assertEquals(0, first.blocks.watches(true));
    }

    @Test
    void shouldRefuseAnOffsetBehindTheData() {
        byte[] token = token(0, 4);
        assertSense(write(token, 0, 4, 0, 1), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
        assertSense(write(token, 0, Long.MIN_VALUE, 0, 1), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
        assertSense(write(token, 0, Long.MAX_VALUE, 0, 1), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void shouldRefuseRangesBehindTheEnd() {
        assertSense(
                populate(initiator, TokenLists.populate(0, 0, 0, BLOCKS - 1, 2)),
                AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
        assertSense(write(token(0, 4), 0, 0, BLOCKS, 1), AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
        assertSense(write(TokenLists.zeroToken(), 0, 0, -1, 1), AdditionalSense.LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE);
    }

    // Whose right it is

    @Test
    void shouldNotReadByATokenWhatIsNotMappedToTheNexus() {
        byte[] token = token(0, 4);
        path.unmap(0);
        send(initiator, 1, testUnitReady());
        assertSense(write(token, 0, 0, 0, 1), AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_UNKNOWN);
        assertNothingCopied();
    }

    @Test
    void shouldLetAnotherNexusUseATokenThatItWasGivenForWhatItIsMapped() {
        byte[] token = token(0, 4);
        FakeNexusTransport other = path.initiator("b");
        long tag = begin(other, TokenLists.writeUsing(token, 0, 0, 0, 4));
        path.run();
        assertGood(other.outcome(tag));
        assertCopied(0, 0, 4);
    }

    @Test
    void shouldBeJudgedByReservationsAndWriteProtection() {
        byte[] token = token(0, 4);
        path.map(1, second, true);
        assertSense(write(token, 0, 0, 0, 1), SenseKey.COPY_ABORTED, AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION);
        assertSense(
                write(TokenLists.zeroToken(), 0, 0, 0, 1),
                SenseKey.COPY_ABORTED,
                AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION);
        path.map(1, second, false);
        FakeNexusTransport other = path.initiator("b");
        assertGood(send(other, 0, reserve()));
        assertSense(write(token, 0, 0, 0, 1), SenseKey.COPY_ABORTED, AdditionalSense.NO_ADDITIONAL_SENSE_INFORMATION);
        assertStatus(populate(initiator, TokenLists.populate(0, 0, 0, 0, 1)), Status.RESERVATION_CONFLICT);
        assertNothingCopied();
    }

    // What others do meanwhile

    @Test
    void shouldEndInTheMiddleAndLetTheTokenGo() {
        byte[] token = token(0, 2048);
        long tag = begin(initiator, TokenLists.writeUsing(token, 0, 0, 0, 2048));
        path.runWithoutDevices();
        TaskManagementRequest request = initiator.manage(TaskManagementFunction.ABORT_TASK, 1, tag);
        path.runWithoutDevices();
        assertNull(initiator.response(request));
        path.run();
        assertEquals(ServiceResponse.FUNCTION_COMPLETE, initiator.response(request));
        assertNothingCopied();
        assertGood(write(token, 0, 0, 0, 1));
        path.pass(Duration.ofSeconds(61));
        assertSense(write(token, 0, 0, 0, 1), AdditionalSense.INVALID_TOKEN_OPERATION_TOKEN_EXPIRED);
    }

    @Test
    void shouldWaitWithATokenForWhatIsBeingWritten() {
        byte[] list = TokenLists.populate(0, 0, 0, 0, 1);
        first.logicalUnit.hold(() -> {});
        long tag = initiator.write(0, TokenLists.cdb(0x10, POPULATE, list.length), list);
        path.run();
        assertFalse(initiator.answered(tag));
        first.logicalUnit.resume();
        path.run();
        assertGood(initiator.outcome(tag));
    }

    @Test
    void shouldWatchNothingForATokenThatWasNotMade() {
        byte[] list = TokenLists.populate(0, 0, 0, 0, 1);
        long tag = initiator.write(0, TokenLists.cdb(0x10, POPULATE, list.length), list);
        path.runWithoutDevices();
        initiator.manage(TaskManagementFunction.ABORT_TASK, 0, tag);
        path.run();
        assertEquals(List.of(tag), initiator.aborted());
        assertEquals(0, first.blocks.watches(true));
    }
}
