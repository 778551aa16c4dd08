package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.vdisk.internal.disk.DiskFixture.assertSense;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scst.core.device.LogicalBlocks;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.vdisk.internal.protection.ProtectionInformation;

class EncryptedDiskTest {
    private static final String ENCRYPTED = "encryption=aes-xts-256";
    private static final String CRYPTOGRAPHIC_ERASE = "48 03 00 00 00 00 00 00 00 00";
    private static final int BLOCK = 512;
    private static final int LBA = 4;
    private static final int BLOCKS = 4;
    private static final int OFFSET = LBA * BLOCK;
    private final FakeDeviceContext context = new FakeDeviceContext();
    private final MemoryStore store = new MemoryStore(DiskFixture.SIZE);
    private final byte[] data = new byte[BLOCKS * BLOCK];
    private DiskFixture fixture;

    @TempDir
    Path folder;

    @BeforeEach
    void open() throws IOException {
        new Random(1).nextBytes(data);
        fixture = new DiskFixture(context, store, ENCRYPTED);
        store.calls.clear();
    }

    private DiskFixture restart(String... properties) throws IOException {
        store.calls.clear();
        fixture = new DiskFixture(context, store, properties.length == 0 ? new String[] {ENCRYPTED} : properties);
        return fixture;
    }

    private Path key() throws IOException {
        return context.keptFile("media-key");
    }

    private static String ten(int code, int options, int lba, int blocks) {
        return String.format("%02x %02x 00 00 00 %02x 00 00 %02x 00", code, options, lba, blocks);
    }

    private void write() {
        assertEquals(Outcome.GOOD, fixture.run(ten(0x2A, 0, LBA, BLOCKS), data));
    }

    private byte[] read() {
        return fixture.in(ten(0x28, 0, LBA, BLOCKS));
    }

    private byte[] atRest() {
        return store.range(OFFSET, data.length);
    }

    private static boolean contains(byte[] all, byte[] part) {
        for (int at = 0; at + part.length <= all.length; at++) {
            if (all[at] == part[0] && Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    /** What no way to the medium may leave in the clear anywhere. */
    private void assertNowhereInTheClear(byte[] all) {
        Set<Long> plain = new HashSet<>();
        ByteBuffer given = ByteBuffer.wrap(data);
        for (int at = 0; at < data.length; at += 16) {
            plain.add(given.getLong(at));
        }
        ByteBuffer kept = ByteBuffer.wrap(all);
        for (int at = 0; at + Long.BYTES <= all.length; at++) {
            assertFalse(plain.contains(kept.getLong(at)));
        }
    }

    private void assertNothingChanged() {
        assertTrue(
                store.calls.stream().allMatch(call -> call.startsWith("read ") || call.equals("close")),
                () -> store.calls.toString());
    }

    private IOException refused(String... properties) {
        IOException problem = assertThrows(IOException.class, () -> restart(properties));
        assertNothingChanged();
        return problem;
    }

    @Test
    void shouldKeepNothingInTheClear() throws IOException {
        write();

        assertNowhereInTheClear(store.bytes);
        assertArrayEquals(data, read());
        restart();
        assertArrayEquals(data, read());
    }

    @Test
    void shouldEncryptEqualBlocksDifferently() {
        byte[] equal = new byte[2 * BLOCK];
        fixture.run(ten(0x2A, 0, LBA, 2), equal);

        assertFalse(Arrays.equals(store.range(OFFSET, BLOCK), store.range(OFFSET + BLOCK, BLOCK)));
        assertArrayEquals(equal, fixture.in(ten(0x28, 0, LBA, 2)));
    }

    @Test
    void shouldReadZeroesWhereNothingWasWrittenOrWasGivenBack() throws IOException {
        assertArrayEquals(new byte[data.length], read());
        restart(ENCRYPTED, "thin_provisioned=1");
        write();

        String descriptor = "00 16 00 10 00 00 00 00 00 00 00 00 00 00 00 05 00 00 00 01 00 00 00 00";
        byte[] list = HexFormat.ofDelimiter(" ").parseHex(descriptor);
        assertEquals(Outcome.GOOD, fixture.run("42 00 00 00 00 00 00 00 18 00", list));

        byte[] expected = data.clone();
        Arrays.fill(expected, BLOCK, 2 * BLOCK, (byte) 0);
        assertArrayEquals(expected, read());
    }

    /** A loss of power leaves sectors of 512 bytes as they were or as they were to be, here: never written. */
    @Test
    void shouldReadZeroesInASectorOfABlockThatWasNeverWritten() throws IOException {
        restart(ENCRYPTED, "blocksize=4096");
        byte[] block = Arrays.copyOf(data, 4096);
        new Random(2).nextBytes(block);
        fixture.run(ten(0x2A, 0, 3, 1), block);
        Arrays.fill(store.bytes, 3 * 4096 + 512, 4 * 4096, (byte) 0);

        byte[] expected = Arrays.copyOf(Arrays.copyOf(block, 512), 4096);
        assertArrayEquals(expected, fixture.in(ten(0x28, 0, 3, 1)));
    }

    @Test
    void shouldGiveWholeBlocksOfWhatIsAtHand() throws IOException {
        write();
        store.atHand = BLOCK + 100;

        assertArrayEquals(data, read());
        assertEquals("read " + (OFFSET + BLOCK) + " " + 3 * BLOCK, store.calls.getLast());
    }

    @Test
    void shouldLeaveTheDataOfTheInitiatorAsTheyAre() {
        byte[] given = data.clone();
        ByteBuf source = Unpooled.wrappedBuffer(given);

        assertEquals(Outcome.GOOD, fixture.disk.logicalBlocks().write(LBA, source));

        assertArrayEquals(data, given);
        assertEquals(data.length, source.readableBytes());
    }

    @Test
    void shouldMoveLongAndScatteredTransfers() {
        byte[] all = new byte[1 << 20];
        new Random(3).nextBytes(all);
        ByteBuf source = Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer(all, 0, 333_333), Unpooled.wrappedBuffer(all, 333_333, all.length - 333_333));

        assertEquals(Outcome.GOOD, fixture.disk.logicalBlocks().write(8, source));
        ByteBuf target = Unpooled.buffer(all.length);
        assertEquals(Outcome.GOOD, fixture.disk.logicalBlocks().read(8, all.length / BLOCK, target));

        assertEquals(ByteBuffer.wrap(all), target.nioBuffer());
    }

    @Test
    void shouldServeEveryOtherCommandOfTheMedium() {
        write();
        byte[] first = Arrays.copyOf(data, BLOCK);
        byte[] second = Arrays.copyOfRange(data, BLOCK, 2 * BLOCK);
        byte[] both = Arrays.copyOf(data, 2 * BLOCK);

        // COMPARE AND WRITE: what is there, and what comes.
        assertEquals(Outcome.GOOD, fixture.run("89 00 00 00 00 00 00 00 00 04 00 00 00 01 00 00", both));
        assertArrayEquals(second, fixture.in(ten(0x28, 0, LBA, 1)));
        assertEquals(
                SenseKey.MISCOMPARE,
                fixture.run("89 00 00 00 00 00 00 00 00 04 00 00 00 01 00 00", both)
                        .sense()
                        .key());
        // ORWRITE, VERIFY with BYTCHK, WRITE AND VERIFY, WRITE SAME, WRITE ATOMIC.
        assertEquals(Outcome.GOOD, fixture.run("8b 00 00 00 00 00 00 00 00 04 00 00 00 01 00 00", first));
        byte[] united = first.clone();
        for (int i = 0; i < BLOCK; i++) {
            united[i] |= second[i];
        }
        assertEquals(Outcome.GOOD, fixture.run(ten(0x2F, 2, LBA, 1), united));
        assertEquals(
                SenseKey.MISCOMPARE,
                fixture.run(ten(0x2F, 2, LBA, 1), first).sense().key());
        assertEquals(Outcome.GOOD, fixture.run(ten(0x2E, 2, LBA, BLOCKS), data));
        assertEquals(Outcome.GOOD, fixture.run(ten(0x41, 0, 20, 3), first));
        assertArrayEquals(first, fixture.in(ten(0x28, 0, 22, 1)));
        assertEquals(Outcome.GOOD, fixture.run("9c 00 00 00 00 00 00 00 00 28 00 00 00 04 00 00", data));
        assertArrayEquals(data, fixture.in(ten(0x28, 0, 40, BLOCKS)));
        assertNowhereInTheClear(store.bytes);
    }

    @Test
    void shouldBeCopiedByReadingAndWriting() throws IOException {
        write();
        DiskFixture plain = new DiskFixture();
        plain.store.copies = true;
        store.copies = true;
        LogicalBlocks here = fixture.disk.logicalBlocks();
        LogicalBlocks there = plain.disk.logicalBlocks();

        assertFalse(here.copiesFrom(here));
        ByteBuf moved = Unpooled.buffer(data.length);
        assertEquals(Outcome.GOOD, here.read(LBA, BLOCKS, moved));
        assertEquals(Outcome.GOOD, there.write(0, moved));
        assertArrayEquals(data, plain.store.range(0, data.length));
    }

    private static final class PowerLost extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void shouldUndoAnAtomicWriteFromAJournalThatSaysNothing() throws IOException {
        write();
        byte[] next = new byte[data.length];
        new Random(5).nextBytes(next);
        store.writesToTear = 2;
        store.tearing = () -> {
            throw new PowerLost();
        };
        assertThrows(PowerLost.class, () -> fixture.run("9c 00 00 00 00 00 00 00 00 04 00 00 00 04 00 00", next));

        byte[] journal = Files.readAllBytes(context.keptFile("undo"));
        assertTrue(journal.length > data.length);
        assertNowhereInTheClear(journal);
        restart();
        assertArrayEquals(data, read());
    }

    @Test
    void shouldKeepProtectionInformationAsUnreadableAsTheData() throws IOException {
        store.folder = folder;
        restart();
        assertEquals(Outcome.GOOD, fixture.run("04 80 00 00 00 00"));
        restart();
        write();
        byte[] first = Arrays.copyOf(data, BLOCK);
        int guard = ProtectionInformation.guard(Unpooled.wrappedBuffer(first), 0, BLOCK);
        byte[] tuple = ByteBuffer.allocate(8)
                .putShort((short) guard)
                .putShort((short) 0xFFFF)
                .putInt(LBA)
                .array();
        byte[] beside = Files.readAllBytes(folder.resolve("disk.protection"));
        assertFalse(contains(beside, Arrays.copyOf(tuple, 2 + 2)));

        restart();
        byte[] read = fixture.in(ten(0x28, 0x20, LBA, 1));
        assertArrayEquals(first, Arrays.copyOf(read, BLOCK));
        assertEquals(guard, (read[BLOCK] & 0xFF) << 8 | read[BLOCK + 1] & 0xFF);

        assertEquals(Outcome.GOOD, fixture.run(CRYPTOGRAPHIC_ERASE));
        byte[] erased = fixture.in(ten(0x28, 0x20, LBA, 1));
        assertFalse(Arrays.equals(first, Arrays.copyOf(erased, BLOCK)));
        assertArrayEquals(HexFormat.of().parseHex("ffffffffffffffff"), Arrays.copyOfRange(erased, BLOCK, BLOCK + 8));
    }

    @Test
    void shouldEraseByReplacingTheKey() throws IOException {
        write();
        byte[] before = atRest();
        byte[] former = Files.readAllBytes(key());
        byte[] formerKey = Arrays.copyOfRange(former, 40, 104);

        assertEquals(Outcome.GOOD, fixture.run(CRYPTOGRAPHIC_ERASE));

        assertArrayEquals(before, atRest());
        assertFalse(Arrays.equals(data, read()));
        assertFalse(contains(Files.readAllBytes(key()), formerKey));
        assertEquals("", context.kept("operation"));
        assertNull(context.notReady);
        write();
        restart();
        assertArrayEquals(data, read());
    }

    @Test
    void shouldGiveBackWhatAThinDiskHad() throws IOException {
        restart(ENCRYPTED, "thin_provisioned=1");
        write();

        assertEquals(Outcome.GOOD, fixture.run(CRYPTOGRAPHIC_ERASE));

        assertArrayEquals(new byte[data.length], read());
        assertTrue(store.calls.contains("unmap 0 2097152"));
    }

    @Test
    void shouldTellItsProgress() {
        FakeDeviceCommand command = fixture.command("48 83 00 00 00 00 00 00 00 00");
        command.begin();
        assertEquals(Outcome.GOOD, command.goOn());
        assertEquals(AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS, context.notReady);

        context.runAll();

        assertNull(context.notReady);
        assertNotNull(context.notReadySenses.getLast());
        assertEquals(2, context.notReadySenses.size());
        command.release();
    }

    @ParameterizedTest
    @CsvSource({"media-key, 2", "operation, 1"})
    void shouldEraseAgainAfterACrash(String lost, int generation) throws IOException {
        write();
        byte[] formerKey = Arrays.copyOfRange(Files.readAllBytes(key()), 40, 104);
        FakeDeviceCommand command = fixture.command(CRYPTOGRAPHIC_ERASE);
        command.begin();
        assertNull(command.goOn());
        context.unkept = lost;
        context.keepFailure = () -> {
            throw new PowerLost();
        };
        assertThrows(PowerLost.class, context::runAll);
        command.release();
        context.unkept = "";

        restart();
        assertEquals(AdditionalSense.LOGICAL_UNIT_NOT_READY_SANITIZE_IN_PROGRESS, context.notReady);
        context.runAll();

        assertNull(context.notReady);
        assertFalse(Arrays.equals(data, read()));
        assertFalse(contains(Files.readAllBytes(key()), formerKey));
        assertTrue(context.kept("media-key").endsWith(" 3"), context.kept("media-key"));
        assertTrue(generation < 3);
        write();
        restart();
        assertArrayEquals(data, read());
    }

    /** The key that was torn in the middle of a crash counts for nothing: its data are to be gone. */
    @Test
    void shouldEraseAgainWithoutAnyKey() throws IOException {
        write();
        context.kept.put("operation", WholeMediumTask.cryptographicErase(false).text());
        Files.write(key(), new byte[100]);

        restart();
        context.runAll();

        assertNull(context.notReady);
        assertFalse(Arrays.equals(data, read()));
        write();
        restart();
        assertArrayEquals(data, read());
    }

    @Test
    void shouldFailAsOtherSanitizingAndSucceedWhenRepeated() throws IOException {
        write();
        context.unkept = "media-key";
        context.keepFailure = () -> {
            throw new IOException("full");
        };

        assertSense(fixture.run(CRYPTOGRAPHIC_ERASE), SenseKey.MEDIUM_ERROR, AdditionalSense.SANITIZE_COMMAND_FAILED);
        context.unkept = "";
        assertEquals(Outcome.GOOD, fixture.run(CRYPTOGRAPHIC_ERASE));

        write();
        restart();
        assertArrayEquals(data, read());
    }

    @Test
    void shouldWriteWhatAnyLaterStartCanReadAfterAFailureThatWasLeft() throws IOException {
        context.unkept = "media-key";
        context.keepFailure = () -> {
            throw new IOException("full");
        };
        fixture.run("48 23 00 00 00 00 00 00 00 00");
        context.unkept = "";
        assertEquals(Outcome.GOOD, fixture.run("48 1f 00 00 00 00 00 00 00 00"));
        write();

        restart();

        assertArrayEquals(data, read());
    }

    @Test
    void shouldOfferNoCryptographicEraseWithoutEncryption() throws IOException {
        DiskFixture plain = new DiskFixture();

        assertThrows(IllegalArgumentException.class, () -> plain.run(CRYPTOGRAPHIC_ERASE));
    }

    @Test
    void shouldNotBeServedWithoutItsKey() throws IOException {
        write();
        Files.delete(key());

        String problem = refused().getMessage();
        assertTrue(problem.contains("missing") && problem.contains("backup"), problem);
        assertFalse(Files.exists(key()));
    }

    @Test
    void shouldNotBeServedByADamagedKeyEvenWhenEmpty() throws IOException {
        byte[] whole = Files.readAllBytes(key());
        byte[] damaged = whole.clone();
        damaged[50] ^= 1;
        Files.write(key(), damaged);

        assertTrue(refused().getMessage().contains("damaged"));
        assertArrayEquals(damaged, Files.readAllBytes(key()));
        Files.write(key(), whole);
        restart();
    }

    @Test
    void shouldNotBeServedByAKeyThatOthersCanRead() throws IOException {
        Files.setPosixFilePermissions(key(), PosixFilePermissions.fromString("rw-r--r--"));

        assertTrue(refused().getMessage().contains("chmod 600"));
    }

    @Test
    void shouldNotBeServedByAnothersKeyOrAnEarlierOne() throws IOException {
        write();
        byte[] own = Files.readAllBytes(key());
        FakeDeviceContext other = new FakeDeviceContext();
        new DiskFixture(other, new MemoryStore(DiskFixture.SIZE), ENCRYPTED);
        Files.write(key(), Files.readAllBytes(other.keptFile("media-key")));

        assertTrue(refused().getMessage().contains("another medium"));

        Files.write(key(), own);
        restart();
        assertEquals(Outcome.GOOD, fixture.run(CRYPTOGRAPHIC_ERASE));
        Files.write(key(), own);
        assertTrue(refused().getMessage().contains("CRYPTOGRAPHIC ERASE"));
    }

    @Test
    void shouldTakeOverAMediumThatComesWithItsKey() throws IOException {
        write();
        FakeDeviceContext elsewhere = new FakeDeviceContext();
        Files.copy(key(), elsewhere.keptFile("media-key"));

        fixture = new DiskFixture(elsewhere, store, ENCRYPTED);

        assertArrayEquals(data, read());
        assertEquals(context.kept("media-key"), elsewhere.kept("media-key"));
    }

    @Test
    void shouldNotTakeDataForWhatItIsNot() throws IOException {
        MemoryStore full = new MemoryStore(DiskFixture.SIZE);
        full.bytes[DiskFixture.SIZE - 1] = 1;
        FakeDeviceContext fresh = new FakeDeviceContext();

        IOException problem = assertThrows(IOException.class, () -> new DiskFixture(fresh, full, ENCRYPTED));
        assertTrue(problem.getMessage().contains("not encrypted"), problem.getMessage());
        assertFalse(Files.exists(fresh.keptFile("media-key")));
        write();
        assertTrue(refused("encryption=off").getMessage().contains("encryption = aes-xts-256 again"));
    }

    @Test
    void shouldBeginAnewWithAnEmptyMedium() throws IOException {
        write();
        String former = context.kept("media-key");
        Arrays.fill(store.bytes, (byte) 0);
        Files.delete(key());

        restart();
        assertFalse(context.kept("media-key").equals(former));

        restart("encryption=off");
        write();
        assertArrayEquals(data, atRest());
        assertEquals("", context.kept("media-key"));
    }

    private Path former() throws IOException {
        return key().resolveSibling(key().getFileName() + ".former");
    }

    @Test
    void shouldNotTakeDataForEncryptedThatWereWrittenWhileEncryptionWasOff() throws IOException {
        byte[] whole = Files.readAllBytes(key());
        restart("encryption=off");
        assertEquals("", context.kept("media-key"));
        assertArrayEquals(whole, Files.readAllBytes(former()));
        write();
        assertTrue(assertThrows(IOException.class, () -> restart()).getMessage().contains("not encrypted"));
        assertArrayEquals(data, atRest());
        assertFalse(Files.exists(key()));

        restart("encryption=off");
        assertArrayEquals(data, read());
    }

    @Test
    void shouldBeginAnewWhenEncryptionWasOffAndNothingWasWritten() throws IOException {
        byte[] whole = Files.readAllBytes(key());
        restart("encryption=off");
        restart();
        write();
        assertFalse(Arrays.equals(whole, Files.readAllBytes(key())));
        assertArrayEquals(data, restart().in(ten(0x28, 0, LBA, BLOCKS)));
    }

    @Test
    void shouldLeaveEncryptionAgainAfterACrashBetweenKeyAndNote() throws IOException {
        Files.delete(key());
        restart("encryption=off");
        assertEquals("", context.kept("media-key"));
    }

    @Test
    void shouldServeAMediumWhoseKeyIsRestored() throws IOException {
        write();
        byte[] whole = store.range(0, (int) store.capacity());
        Arrays.fill(store.bytes, (byte) 0);
        restart("encryption=off");
        System.arraycopy(whole, 0, store.bytes, 0, whole.length);
        assertThrows(IOException.class, () -> restart());
        Files.move(former(), key());
        assertArrayEquals(data, restart().in(ten(0x28, 0, LBA, BLOCKS)));
    }

    @Test
    void shouldKeepNoKeyAsideWhenItsMediumIsErased() throws IOException {
        restart("encryption=off");
        restart();
        assertTrue(Files.exists(former()));
        write();
        fixture.run(CRYPTOGRAPHIC_ERASE);
        context.runAll();
        assertFalse(Files.exists(former()));
    }

    @Test
    void shouldMakeNoKeyForADiskThatIsOnlyRead() {
        FakeDeviceContext fresh = new FakeDeviceContext();

        assertThrows(
                IOException.class,
                () -> new DiskFixture(fresh, new MemoryStore(DiskFixture.SIZE), ENCRYPTED, "read_only=1"));
    }

    @Test
    void shouldLeaveNothingOfAnAtomicWriteWhenSanitized() throws IOException {
        DiskFixture plain = new DiskFixture();
        assertEquals(Outcome.GOOD, plain.run("9c 00 00 00 00 00 00 00 00 04 00 00 00 04 00 00", data));
        byte[] former = new MemoryStore(DiskFixture.SIZE).patterned().range(OFFSET, 64);
        assertTrue(contains(Files.readAllBytes(plain.context.keptFile("undo")), former));

        assertEquals(Outcome.GOOD, plain.run("48 02 00 00 00 00 00 00 00 00"));

        assertFalse(contains(Files.readAllBytes(plain.context.keptFile("undo")), former));
        assertEquals(Outcome.GOOD, plain.run("9c 00 00 00 00 00 00 00 00 04 00 00 00 04 00 00", data));
        assertEquals(List.of(), plain.context.latched);
    }
}
