package org.scst.iscsi.internal.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** Headers as a target sends them: composed over rubbish, compared byte by byte, read back. */
class TargetPduTest {
    private static final int AT = 3;

    private final ByteBuf buffer = Unpooled.buffer(AT + BasicHeaderSegment.LENGTH);

    private <P extends TargetPdu> P compose(P pdu) {
        for (int index = 0; index < buffer.capacity(); index++) {
            buffer.setByte(index, 0xee);
        }
        pdu.compose(buffer, AT);
        pdu.statSN(0x11223344);
        pdu.commandWindow(0x21222324, 0x31323334);
        pdu.initiatorTaskTag(0xa1a2a3a4);
        return pdu;
    }

    private void assertBytes(String... words) {
        String expected = String.join("", words);
        assertEquals(2 * BasicHeaderSegment.LENGTH, expected.length(), "a header in the test");
        assertEquals(expected, ByteBufUtil.hexDump(buffer, AT, BasicHeaderSegment.LENGTH));
    }

    @Test
    void shouldComposeAScsiResponse() {
        ScsiResponse pdu = compose(new ScsiResponse());
        pdu.dataSegmentLength(20);
        pdu.response(ScsiResponse.COMMAND_COMPLETED).status(2).expDataSN(3).residual(-512);
        assertBytes(
                "21820002",
                "00000014",
                "0000000000000000",
                "a1a2a3a4",
                "00000000",
                "11223344",
                "21222324",
                "31323334",
                "00000003",
                "00000000",
                "00000200");
        assertEquals(-512, pdu.residual());
        assertEquals(0x11223344, pdu.statSN());
        assertEquals(0x21222324, pdu.expCmdSN());
        assertEquals(0x31323334, pdu.maxCmdSN());
        assertEquals(3, pdu.expDataSN());
        assertTrue(pdu.toString().contains("status 2 residual -512"));
    }

    @Test
    void shouldKeepLargeResidualsInTheirField() {
        ScsiResponse pdu = compose(new ScsiResponse());
        assertEquals(0xffff_ffffL, pdu.residual(1L << 40).residual());
        assertEquals(0, pdu.residual(0).residual());
        assertEquals(-0xffff_fffeL, pdu.residual(-0xffff_fffeL).residual());
    }

    @Test
    void shouldComposeADataIn() {
        ScsiDataIn pdu = compose(new ScsiDataIn());
        pdu.dataSegmentLength(0x123456);
        pdu.finalPdu(true).targetTransferTag(-1).dataSN(4).bufferOffset(0x10000).status(0, 7);
        assertBytes(
                "25850000",
                "00123456",
                "0000000000000000",
                "a1a2a3a4",
                "ffffffff",
                "11223344",
                "21222324",
                "31323334",
                "00000004",
                "00010000",
                "00000007");
        assertTrue(pdu.hasStatus());
        assertEquals(7, pdu.residual());
        assertEquals(0x123456, pdu.dataSegmentLength());
        assertFalse(pdu.finalPdu(false).finalPdu());
        assertTrue(pdu.toString().contains("DataSN 4 offset 65536 status 0 residual 7"));
    }

    @Test
    void shouldComposeAReadyToTransfer() {
        ReadyToTransfer pdu = compose(new ReadyToTransfer());
        pdu.lun(0x0003000000000000L);
        pdu.targetTransferTag(9).r2tSN(1).range(0x10000, 0x40000);
        assertBytes(
                "31800000",
                "00000000",
                "0003000000000000",
                "a1a2a3a4",
                "00000009",
                "11223344",
                "21222324",
                "31323334",
                "00000001",
                "00010000",
                "00040000");
        assertEquals(0x10000, pdu.bufferOffset());
        assertEquals(0x40000, pdu.desiredDataTransferLength());
        assertTrue(pdu.toString().contains("ttt 9 R2TSN 1 offset 65536 length 262144"));
    }

    @Test
    void shouldComposeATaskManagementFunctionResponse() {
        TaskManagementFunctionResponse pdu = compose(new TaskManagementFunctionResponse());
        pdu.response(TaskManagementFunctionResponse.FUNCTION_REJECTED);
        assertBytes(
                "2280ff00",
                "00000000",
                "0000000000000000",
                "a1a2a3a4",
                "00000000",
                "11223344",
                "21222324",
                "31323334",
                "000000000000000000000000");
        assertEquals(255, pdu.response());
    }

    @Test
    void shouldComposeALoginResponse() {
        LoginResponse pdu = compose(new LoginResponse());
        pdu.session(0x400001370000L, 0x0102).status(0x0302).stage(true, false, 1, 3);
        assertBytes(
                "23870000",
                "00000000",
                "4000013700000102",
                "a1a2a3a4",
                "00000000",
                "11223344",
                "21222324",
                "31323334",
                "03020000",
                "0000000000000000");
        assertEquals(0x400001370000L, pdu.isid());
        assertEquals(0x0102, pdu.tsih());
        assertEquals(1, pdu.currentStage());
        assertEquals(3, pdu.nextStage());
        pdu.stage(false, true, 0, 3);
        assertEquals(0x40, buffer.getByte(AT + 1) & 0xff, "C alone: NSG goes with T");
    }

    @Test
    void shouldComposeATextResponse() {
        TextResponse pdu = compose(new TextResponse());
        pdu.sequence(false, true).targetTransferTag(5);
        pdu.lun(1);
        assertBytes(
                "24400000",
                "00000000",
                "0000000000000001",
                "a1a2a3a4",
                "00000005",
                "11223344",
                "21222324",
                "31323334",
                "000000000000000000000000");
        assertTrue(pdu.continues());
        assertEquals(5, pdu.targetTransferTag());
    }

    @Test
    void shouldComposeALogoutResponse() {
        LogoutResponse pdu = compose(new LogoutResponse());
        pdu.response(LogoutResponse.CID_NOT_FOUND).times(2, 20);
        assertBytes(
                "26800100",
                "00000000",
                "0000000000000000",
                "a1a2a3a4",
                "00000000",
                "11223344",
                "21222324",
                "31323334",
                "00000000",
                "00020014",
                "00000000");
        assertEquals(2, pdu.time2Wait());
        assertEquals(20, pdu.time2Retain());
    }

    @Test
    void shouldComposeANopIn() {
        NopIn pdu = compose(new NopIn());
        pdu.targetTransferTag(-1);
        assertBytes(
                "20800000",
                "00000000",
                "0000000000000000",
                "a1a2a3a4",
                "ffffffff",
                "11223344",
                "21222324",
                "31323334",
                "000000000000000000000000");
    }

    @Test
    void shouldComposeAnAsynchronousMessage() {
        AsynchronousMessage pdu = compose(new AsynchronousMessage());
        pdu.event(AsynchronousMessage.LOGOUT_REQUESTED).parameters(1, 2, 3);
        assertBytes(
                "32800000",
                "00000000",
                "0000000000000000",
                "a1a2a3a4",
                "00000000",
                "11223344",
                "21222324",
                "31323334",
                "01000001",
                "00020003",
                "00000000");
        assertEquals(1, pdu.parameter1());
        assertEquals(2, pdu.parameter2());
        assertEquals(3, pdu.parameter3());
    }

    @Test
    void shouldComposeAReject() {
        Reject pdu = compose(new Reject());
        pdu.reason(RejectReason.INVALID_PDU_FIELD);
        assertBytes(
                "3f800900",
                "00000000",
                "0000000000000000",
                "a1a2a3a4",
                "00000000",
                "11223344",
                "21222324",
                "31323334",
                "000000000000000000000000");
        assertEquals(9, pdu.reason());
    }

    @Test
    void shouldRefuseADataSegmentThatDoesNotFitItsLengthField() {
        Reject pdu = compose(new Reject());
        assertThrows(IllegalArgumentException.class, () -> pdu.dataSegmentLength(0x1000000));
        assertThrows(IllegalArgumentException.class, () -> pdu.dataSegmentLength(-1));
    }

    @Test
    void shouldStayWithinTheHeader() {
        compose(new ScsiDataIn());
        for (int index = 0; index < AT; index++) {
            assertEquals(0xee, buffer.getUnsignedByte(index));
        }
        ByteBuf shorter = Unpooled.buffer(47, 47);
        assertThrows(IndexOutOfBoundsException.class, () -> new Reject().compose(shorter, 0));
    }
}
