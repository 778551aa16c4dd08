package org.scst.iscsi.internal.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** Headers as an initiator sends them, byte by byte, not at the front of their buffer. */
class InitiatorPduTest {
    private static final int AT = 5;

    private static <P extends BasicHeaderSegment> P wrap(P pdu, String... words) {
        byte[] bytes = ByteBufUtil.decodeHexDump(String.join("", words));
        assertEquals(BasicHeaderSegment.LENGTH, bytes.length, "a header in the test");
        ByteBuf buffer = Unpooled.buffer();
        buffer.writeZero(AT).writeBytes(bytes);
        pdu.wrap(buffer, AT);
        return pdu;
    }

    @Test
    void shouldReadAScsiCommand() {
        ScsiCommand pdu = wrap(
                new ScsiCommand(),
                "01a20000",
                "02001005",
                "0001000000000000",
                "deadbeef",
                "80000001",
                "fffffffe",
                "00000007",
                "2a00000000010000",
                "0800000000000000");
        assertEquals(Opcode.SCSI_COMMAND, pdu.opcode());
        assertFalse(pdu.immediate());
        assertTrue(pdu.finalPdu());
        assertFalse(pdu.read());
        assertTrue(pdu.write());
        assertEquals(ScsiCommand.ORDERED, pdu.taskAttribute());
        assertEquals(8, pdu.totalAhsLength());
        assertEquals(0x1005, pdu.dataSegmentLength());
        assertEquals(0x0001000000000000L, pdu.lun());
        assertEquals(0xdeadbeef, pdu.initiatorTaskTag());
        assertEquals(0x80000001L, pdu.expectedDataTransferLength());
        assertEquals(-2, pdu.cmdSN());
        assertEquals(7, pdu.expStatSN());
        assertEquals(0x2a, pdu.buffer().getByte(pdu.cdbOffset()));
        assertEquals(AT + 32, pdu.cdbOffset());
        assertEquals(
                "SCSI Command F itt deadbeef data 4101 CmdSN 4294967294 W expected 2147483649 lun 1000000000000",
                pdu.toString());
    }

    @Test
    void shouldReadAScsiDataOut() {
        ScsiDataOut pdu = wrap(
                new ScsiDataOut(),
                "05800000",
                "00002000",
                "0001000000000000",
                "00000011",
                "00050003",
                "00000000",
                "00000009",
                "00000000",
                "00000002",
                "80010000",
                "00000000");
        assertEquals(Opcode.SCSI_DATA_OUT, pdu.opcode());
        assertTrue(pdu.finalPdu());
        assertEquals(0x2000, pdu.dataSegmentLength());
        assertEquals(0x11, pdu.initiatorTaskTag());
        assertEquals(0x00050003, pdu.targetTransferTag());
        assertEquals(9, pdu.expStatSN());
        assertEquals(2, pdu.dataSN());
        assertEquals(0x80010000L, pdu.bufferOffset());
        assertTrue(pdu.toString().contains("DataSN 2 offset 2147549184"));
    }

    @Test
    void shouldReadATaskManagementFunctionRequest() {
        TaskManagementFunctionRequest pdu = wrap(
                new TaskManagementFunctionRequest(),
                "42810000",
                "00000000",
                "0002000000000000",
                "00000021",
                "00000020",
                "00000005",
                "00000006",
                "00000004",
                "00000000",
                "0000000000000000");
        assertTrue(pdu.immediate());
        assertEquals(TaskManagementFunctionRequest.ABORT_TASK, pdu.function());
        assertEquals(0x20, pdu.referencedTaskTag());
        assertEquals(5, pdu.cmdSN());
        assertEquals(4, pdu.refCmdSN());
        assertTrue(pdu.toString().contains("function 1 referenced 20 RefCmdSN 4"));
    }

    @Test
    void shouldReadALoginRequest() {
        LoginRequest pdu = wrap(
                new LoginRequest(),
                "43870002",
                "00000123",
                "400001370000",
                "0203",
                "00000001",
                "00010000",
                "00000001",
                "00000002",
                "00000000000000000000000000000000");
        assertEquals(Opcode.LOGIN_REQUEST, pdu.opcode());
        assertTrue(pdu.transit());
        assertFalse(pdu.continues());
        assertEquals(LoginRequest.LOGIN_OPERATIONAL_NEGOTIATION, pdu.currentStage());
        assertEquals(LoginRequest.FULL_FEATURE_PHASE, pdu.nextStage());
        assertEquals(0, pdu.versionMax());
        assertEquals(2, pdu.versionMin());
        assertEquals(0x400001370000L, pdu.isid());
        assertEquals(0x0203, pdu.tsih());
        assertEquals(1, pdu.cid());
        assertEquals(1, pdu.cmdSN());
        assertEquals(2, pdu.expStatSN());
        assertTrue(pdu.toString().contains("CSG 1 NSG 3 ISID 400001370000 TSIH 515"));
    }

    @Test
    void shouldReadTextLogoutAndNop() {
        TextRequest text = wrap(
                new TextRequest(),
                "04400000",
                "00000010",
                "0000000000000000",
                "00000003",
                "ffffffff",
                "00000008",
                "00000001",
                "00000000000000000000000000000000");
        assertTrue(text.continues());
        assertFalse(text.finalPdu());
        assertEquals(BasicHeaderSegment.RESERVED_TAG, text.targetTransferTag());
        assertTrue(text.toString().contains(" C ttt ffffffff"));
        LogoutRequest logout = wrap(
                new LogoutRequest(),
                "46810000",
                "00000000",
                "0000000000000000",
                "00000004",
                "00070000",
                "00000009",
                "00000001",
                "00000000000000000000000000000000");
        assertEquals(LogoutRequest.CLOSE_CONNECTION, logout.reason());
        assertEquals(7, logout.cid());
        assertTrue(logout.toString().contains("reason 1 CID 7"));
        NopOut nop = wrap(
                new NopOut(),
                "40800000",
                "00000000",
                "0000000000000000",
                "ffffffff",
                "00000012",
                "00000009",
                "00000001",
                "00000000000000000000000000000000");
        assertEquals(0x12, nop.targetTransferTag());
        assertTrue(nop.toString().startsWith("NOP-Out I F"));
    }

    @Test
    void shouldNameEveryOpcode() {
        assertEquals("R2T", Opcode.name(Opcode.READY_TO_TRANSFER));
        assertEquals("unknown opcode 0x1f", Opcode.name(0x1f));
        for (int opcode :
                new int[] {0, 1, 2, 3, 4, 5, 6, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x31, 0x32, 0x3f}) {
            assertFalse(Opcode.name(opcode).startsWith("unknown"), Integer.toHexString(opcode));
        }
    }

    @Test
    void shouldPadToWholeWords() {
        assertEquals(0, BasicHeaderSegment.padded(0));
        assertEquals(4, BasicHeaderSegment.padded(1));
        assertEquals(4, BasicHeaderSegment.padded(4));
        assertEquals(8, BasicHeaderSegment.padded(5));
    }
}
