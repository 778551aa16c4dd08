package org.scst.core.scsi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CommandDescriptorTest {

    private static Cdb cdb(String hex) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
        Cdb cdb = new Cdb();
        cdb.load(bytes, 0, bytes.length);
        return cdb;
    }

    @Test
    void shouldDeriveTheUsageMapFromTheFieldsDeclared() {
        CommandDescriptor row = CommandDescriptor.row(0x28, "X")
                .uses(1, 0x18)
                .lba(2, 4)
                .blocks(DataDirection.FROM_DEVICE, DataLength.BLOCKS, 7, 2)
                .build();
        assertArrayEquals(HexFormat.of().parseHex("2818ffffffff00ffff04"), row.usage());
        assertEquals(10, row.cdbLength());
    }

    @Test
    void shouldPutTheServiceActionIntoTheUsageMapAsItIs() {
        CommandDescriptor row =
                CommandDescriptor.row(0xA3, 0x0C, "X").uses(1, 0x80).build();
        assertEquals((byte) 0x8C, row.usage()[1]);
        CommandDescriptor variable =
                CommandDescriptor.row(0x7F, 0x0109, "X").cdb(32).build();
        assertArrayEquals(new byte[] {0x01, 0x09}, new byte[] {variable.usage()[8], variable.usage()[9]});
    }

    @Test
    void shouldNotLetTheUsageMapBeChanged() {
        CommandDescriptor row = CommandDescriptor.row(0x00, "X").build();
        row.usage()[3] = 1;
        assertEquals(0, row.usage()[3]);
    }

    @Test
    void shouldRefuseLengthsThatTheOperationCodeContradicts() {
        CommandDescriptorBuilder ten = CommandDescriptor.row(0x28, "X").cdb(12);
        assertThrows(IllegalArgumentException.class, ten::build);
        CommandDescriptorBuilder unknown = CommandDescriptor.row(0x7F, 9, "X");
        assertThrows(IllegalArgumentException.class, unknown::build);
    }

    @Test
    void shouldRefuseFieldsBehindTheEndOfTheCdb() {
        CommandDescriptorBuilder row = CommandDescriptor.row(0x28, "X").lba(8, 4);
        assertThrows(IllegalArgumentException.class, row::build);
    }

    @Test
    void shouldRefuseFieldsInThePlaceOfTheServiceAction() {
        CommandDescriptorBuilder row = CommandDescriptor.row(0xA3, 0x0C, "X").uses(1, 0x01);
        assertThrows(IllegalArgumentException.class, row::build);
        CommandDescriptorBuilder large = CommandDescriptor.row(0xA3, 0x20, "X");
        assertThrows(IllegalArgumentException.class, large::build);
    }

    @Test
    void shouldRefuseCodesOutOfRange() {
        assertThrows(IndexOutOfBoundsException.class, () -> CommandDescriptor.row(0x100, "X"));
        assertThrows(IndexOutOfBoundsException.class, () -> CommandDescriptor.row(0x7F, -1, "X"));
    }

    @Test
    void shouldRefuseToCountBlocksByALengthInBytes() {
        CommandDescriptorBuilder row = CommandDescriptor.row(0x28, "X");
        assertThrows(
                IllegalArgumentException.class,
                () -> row.blocks(DataDirection.FROM_DEVICE, DataLength.ALLOCATION, 7, 2));
    }

    @Test
    void shouldReadLbaAndLengthsOfEveryReadForm() {
        Cdb six = cdb("08 ff 01 02 10 00");
        assertEquals(0x1F0102, BlockCommands.READ_6.lba(six));
        assertEquals(16, BlockCommands.READ_6.blocks(six));
        Cdb ten = cdb("28 00 ff 00 00 01 00 ff ff 00");
        assertEquals(0xFF000001L, BlockCommands.READ_10.lba(ten));
        assertEquals(0xFFFF, BlockCommands.READ_10.blocks(ten));
        Cdb twelve = cdb("a8 00 00 00 00 07 80 00 00 00 00 00");
        assertEquals(7, BlockCommands.READ_12.lba(twelve));
        assertEquals(0x80000000L, BlockCommands.READ_12.blocks(twelve));
        Cdb sixteen = cdb("88 00 ff ff ff ff ff ff ff ff 00 00 00 02 00 00");
        assertEquals(-1L, BlockCommands.READ_16.lba(sixteen));
        assertEquals(1024, BlockCommands.READ_16.dataLength(sixteen, 512));
    }

    @Test
    void shouldTakeZeroFor256InSixByteCommandsOnly() {
        assertEquals(256 * 512, BlockCommands.READ_6.dataLength(cdb("08 00 00 00 00 00"), 512));
        assertEquals(256, BlockCommands.WRITE_6.blocks(cdb("0a 00 00 00 00 00")));
        Cdb ten = cdb("28 00 00 00 00 00 00 00 00 00");
        assertEquals(0, BlockCommands.READ_10.dataLength(ten, 512));
        assertEquals(DataDirection.NONE, BlockCommands.READ_10.direction(ten));
    }

    @Test
    void shouldNotOverflowWithTheLongestTransfer() {
        Cdb cdb = cdb("8a 00 00 00 00 00 00 00 00 00 ff ff ff ff 00 00");
        assertEquals(0xFFFF_FFFFL * 65536, BlockCommands.WRITE_16.dataLength(cdb, 65536));
    }

    @Test
    void shouldDecideDataOfVerifyByItsByteCheck() {
        assertEquals(0, BlockCommands.VERIFY_10.dataLength(cdb("2f 00 00 00 00 00 00 00 08 00"), 512));
        assertEquals(4096, BlockCommands.VERIFY_10.dataLength(cdb("2f 02 00 00 00 00 00 00 08 00"), 512));
        assertEquals(0, BlockCommands.VERIFY_10.dataLength(cdb("2f 04 00 00 00 00 00 00 08 00"), 512));
        assertEquals(512, BlockCommands.VERIFY_10.dataLength(cdb("2f 06 00 00 00 00 00 00 08 00"), 512));
        assertEquals(0, BlockCommands.VERIFY_10.dataLength(cdb("2f 06 00 00 00 00 00 00 00 00"), 512));
        assertEquals(8, BlockCommands.VERIFY_10.blocks(cdb("2f 00 00 00 00 00 00 00 08 00")));
    }

    @Test
    void shouldTransferOneBlockForWriteSameUnlessThereIsNoDataOutBuffer() {
        Cdb same = cdb("93 00 00 00 00 00 00 00 00 00 00 00 10 00 00 00");
        assertEquals(512, BlockCommands.WRITE_SAME_16.dataLength(same, 512));
        assertEquals(0x1000, BlockCommands.WRITE_SAME_16.blocks(same));
        Cdb ndob = cdb("93 01 00 00 00 00 00 00 00 00 00 00 10 00 00 00");
        assertEquals(0, BlockCommands.WRITE_SAME_16.dataLength(ndob, 512));
        assertEquals(DataDirection.NONE, BlockCommands.WRITE_SAME_16.direction(ndob));
        assertEquals(512, BlockCommands.WRITE_SAME_10.dataLength(cdb("41 01 00 00 00 00 00 00 01 00"), 512));
    }

    @Test
    void shouldTransferBothHalvesOfCompareAndWrite() {
        Cdb cdb = cdb("89 00 00 00 00 00 00 00 00 09 00 00 00 02 00 00");
        assertEquals(2048, BlockCommands.COMPARE_AND_WRITE.dataLength(cdb, 512));
        assertEquals(2, BlockCommands.COMPARE_AND_WRITE.blocks(cdb));
        assertEquals(DataDirection.TO_DEVICE, BlockCommands.COMPARE_AND_WRITE.direction(cdb));
    }

    @Test
    void shouldCountBlocksOfSynchronizeCacheWithoutData() {
        Cdb cdb = cdb("35 00 00 00 00 10 00 00 20 00");
        assertEquals(0x20, BlockCommands.SYNCHRONIZE_CACHE_10.blocks(cdb));
        assertEquals(0, BlockCommands.SYNCHRONIZE_CACHE_10.dataLength(cdb, 512));
        assertEquals(DataDirection.NONE, BlockCommands.SYNCHRONIZE_CACHE_10.direction(cdb));
    }

    @Test
    void shouldCountBytesWhereTheLengthIsOfBytes() {
        Cdb inquiry = cdb("12 01 83 01 00 00");
        assertEquals(256, PrimaryCommands.INQUIRY.dataLength(inquiry, 512));
        assertEquals(0, PrimaryCommands.INQUIRY.blocks(inquiry));
        assertEquals(0, PrimaryCommands.INQUIRY.lba(inquiry));
        assertEquals(8, BlockCommands.READ_CAPACITY_10.dataLength(cdb("25 00 00 00 00 00 00 00 00 00"), 512));
    }

    @Test
    void shouldLeaveLengthsThatDependOnTheDeviceToIt() {
        CommandDescriptor row = CommandDescriptor.row(0xC1, "X")
                .cdb(10)
                .unknownLength(DataDirection.FROM_DEVICE)
                .build();
        Cdb cdb = cdb("c1 00 00 00 00 00 00 00 00 00");
        assertEquals(-1, row.dataLength(cdb, 512));
        assertEquals(DataDirection.FROM_DEVICE, row.direction(cdb));
    }

    @Test
    void shouldEqualOnlyItself() {
        CommandDescriptor one = CommandDescriptor.row(0x00, "X").build();
        assertNotEquals(one, CommandDescriptor.row(0x00, "X").build());
        assertFalse(one.hasServiceAction());
        assertTrue(PrimaryCommands.REPORT_SUPPORTED_OPERATION_CODES.hasServiceAction());
    }
}
