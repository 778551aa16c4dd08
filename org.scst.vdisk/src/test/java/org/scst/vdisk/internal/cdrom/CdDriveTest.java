package org.scst.vdisk.internal.cdrom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.vdisk.internal.disk.FakeDeviceCommand;
import org.scst.vdisk.internal.disk.FakeDeviceContext;

class CdDriveTest {
    private static final int BLOCKS = 1000;
    private static final String EVENTS = "4a 01 00 00 10 00 00 00 08 00";

    @TempDir
    Path folder;

    private final FakeDeviceContext context = new FakeDeviceContext();
    private final List<Runnable> beats = new ArrayList<>();
    private CdDrive drive;

    @AfterEach
    void close() throws IOException {
        if (drive != null) {
            drive.close();
        }
        context.runAll();
    }

    private Path image(String name, int blocks) throws IOException {
        byte[] bytes = new byte[blocks * Feature.BLOCK_LENGTH];
        for (int block = 0; block < blocks; block++) {
            bytes[block * Feature.BLOCK_LENGTH] = (byte) block;
        }
        return Files.write(folder.resolve(name), bytes);
    }

    private static DeviceConfiguration configuration(String... pairs) {
        Map<String, String> properties = new HashMap<>(Map.of("type", "vcdrom"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        return new DeviceConfiguration("cd1", properties, new DeviceConfiguration.Identity("serial", 1, "id"));
    }

    private CdDrive open(String... pairs) throws IOException {
        drive = CdDrive.open(
                configuration(pairs),
                context,
                task -> {
                    beats.add(task);
                    return () -> beats.remove(task);
                },
                () -> {});
        return drive;
    }

    private CdDrive withDisc() throws IOException {
        return open("filename", image("disc.iso", BLOCKS).toString());
    }

    private void second() {
        List.copyOf(beats).forEach(Runnable::run);
        context.runAll();
    }

    private String in(String cdb) {
        return in(cdb, "nexus");
    }

    private String in(String cdb, Object nexus) {
        FakeDeviceCommand command = FakeDeviceCommand.of(drive, cdb).from(nexus);
        assertEquals(Outcome.GOOD, command.run(context));
        return HexFormat.ofDelimiter(" ").formatHex(command.dataIn());
    }

    private Outcome run(String cdb) {
        FakeDeviceCommand command = FakeDeviceCommand.of(drive, cdb);
        try {
            return command.run(context);
        } finally {
            command.release();
        }
    }

    private void assertInvalidField(String cdb) {
        Outcome outcome = run(cdb);
        assertEquals(SenseKey.ILLEGAL_REQUEST, outcome.sense().key(), cdb);
        assertEquals(AdditionalSense.INVALID_FIELD_IN_CDB, outcome.sense().additional(), cdb);
    }

    // The disc

    @Test
    void shouldBeAReadOnlyDriveWithRemovableMedium() throws IOException {
        withDisc();

        assertEquals(PeripheralDeviceType.CD_DVD, drive.characteristics().type());
        assertTrue(drive.characteristics().removable());
        assertTrue(drive.characteristics().readOnly());
        assertEquals("SCST_FIO", drive.characteristics().vendor());
        assertNull(context.notReady);
    }

    @Test
    void shouldReadTheImageInBlocksOf2048Bytes() throws IOException {
        withDisc();

        assertEquals("00 00 03 e7 00 00 08 00", in("25 00 00 00 00 00 00 00 00 00"));
        assertTrue(in("28 00 00 00 00 07 00 00 01 00").startsWith("07 00"));
        assertTrue(in("a8 00 00 00 00 09 00 00 00 01 00 00").startsWith("09 00"));
    }

    @ParameterizedTest
    @CsvSource({
        "size,1G",
        "write_through,1",
        "thin_provisioned,yes",
        "blocksize,512",
        "read_only,0",
        "removable,no",
        "soft_threshold,1G",
        "lb_per_pb_exp,no",
        "opt_trans_len,65536"
    })
    void shouldRefuseWhatIsForDisks(String key, String value) {
        ConfigurationException problem = assertThrows(ConfigurationException.class, () -> open(key, value));

        assertEquals(key, problem.key());
        assertEquals("leave out " + key, problem.cure());
    }

    // Inserting and ejecting

    @Test
    void shouldBeEmptyWithoutAFilename() throws IOException {
        open();

        assertEquals(AdditionalSense.MEDIUM_NOT_PRESENT_TRAY_CLOSED, context.notReady);
        assertEquals(0, drive.capacity());
        assertEquals("00 06 04 10 00 00 00 00", in(EVENTS));
    }

    @Test
    void shouldTakeTheDiscThatItsFileNamesAndTellIt() throws IOException {
        open();
        in(EVENTS);

        boolean taken = drive.configure(
                configuration("filename", image("disc.iso", BLOCKS).toString()));

        assertTrue(taken);
        assertNull(context.notReady);
        assertEquals(BLOCKS, drive.capacity());
        assertEquals(1, context.mediumChanges);
        assertEquals(1, context.changes);
        assertEquals("00 06 04 10 02 02 00 00", in(EVENTS));
    }

    @Test
    void shouldGiveTheDiscUpWhenItsFileNamesNone() throws IOException {
        withDisc();
        in(EVENTS);

        assertTrue(drive.configure(configuration()));

        assertEquals(AdditionalSense.MEDIUM_NOT_PRESENT_TRAY_CLOSED, context.notReady);
        assertEquals("00 06 04 10 03 00 00 00", in(EVENTS));
        assertEquals(1, context.graces);
        context.runAll();
    }

    @Test
    void shouldLookForAnImageThatIsMissing() throws IOException {
        open("filename", folder.resolve("late.iso").toString());
        assertEquals(AdditionalSense.MEDIUM_NOT_PRESENT_TRAY_CLOSED, context.notReady);
        assertTrue(context.reason.contains("late.iso does not exist"));

        image("late.iso", 3);
        second();

        assertNull(context.notReady);
        assertEquals(3, drive.capacity());
    }

    @Test
    void shouldEjectAndLoadByStartStopUnit() throws IOException {
        withDisc();
        in(EVENTS);

        assertEquals(Outcome.GOOD, run("1b 00 00 00 02 00"));
        assertEquals(AdditionalSense.MEDIUM_NOT_PRESENT_TRAY_OPEN, context.notReady);
        assertEquals("00 06 04 10 03 01 00 00", in(EVENTS));
        assertEquals("00 10 00 00 00 00 00 00", in("bd 00 00 00 00 00 00 00 00 08 00 00"));

        assertEquals(Outcome.GOOD, run("1b 00 00 00 03 00"));
        assertNull(context.notReady);
        assertEquals(1, context.mediumChanges);
        assertEquals("00 06 04 10 02 02 00 00", in(EVENTS));
        assertEquals("00 00 00 00 00 00 00 00", in("bd 00 00 00 00 00 00 00 00 08 00 00"));
    }

    @Test
    void shouldNotEjectWhileAnInitiatorPreventsIt() throws IOException {
        withDisc();
        context.removalPrevented = true;

        assertEquals(
                AdditionalSense.MEDIUM_REMOVAL_PREVENTED,
                run("1b 00 00 00 02 00").sense().additional());
        assertNull(context.notReady);
    }

    // Events

    @Test
    void shouldTellEachNexusOfEachEventOnce() throws IOException {
        withDisc();
        in(EVENTS, "one");
        in(EVENTS, "two");
        run("1b 00 00 00 02 00");
        run("1b 00 00 00 03 00");

        for (String nexus : List.of("one", "two")) {
            assertEquals("00 06 04 10 03 02 00 00", in(EVENTS, nexus));
            assertEquals("00 06 04 10 02 02 00 00", in(EVENTS, nexus));
            assertEquals("00 06 04 10 00 02 00 00", in(EVENTS, nexus));
        }
    }

    @Test
    void shouldKeepAnEventFromWhoOnlyAsksForTheHeader() throws IOException {
        withDisc();
        in(EVENTS);
        run("1b 00 00 00 02 00");

        assertEquals("00 06 04 10", in("4a 01 00 00 10 00 00 00 04 00"));
        assertEquals("00 06 04 10 03 01 00 00", in(EVENTS));
    }

    @Test
    void shouldHaveNoEventOfOtherClassesAndNoneThatIsNotPolled() throws IOException {
        withDisc();

        assertEquals("00 02 80 10", in("4a 01 00 00 02 00 00 00 08 00"));
        assertInvalidField("4a 00 00 00 10 00 00 00 08 00");
    }

    // What is known of the disc

    @Test
    void shouldGiveTheTableOfContents() throws IOException {
        withDisc();

        assertEquals(
                "00 12 01 01 00 14 01 00 00 00 00 00 00 14 aa 00 00 00 03 e8", in("43 00 00 00 00 00 00 00 14 00"));
        assertEquals(
                "00 12 01 01 00 14 01 00 00 00 02 00 00 14 aa 00 00 00 0f 19", in("43 02 00 00 00 00 01 00 14 00"));
        assertEquals("00 0a 01 01 00 14 aa 00 00 00 03 e8", in("43 00 00 00 00 00 aa 00 14 00"));
        assertInvalidField("43 00 00 00 00 00 02 00 14 00");
    }

    @Test
    void shouldGiveItsSession() throws IOException {
        withDisc();

        assertEquals("00 0a 01 01 00 14 01 00 00 00 00 00", in("43 00 01 00 00 00 00 00 0c 00"));
    }

    @Test
    void shouldGiveTheRawTableOfContents() throws IOException {
        withDisc();

        assertEquals(
                "00 2e 01 01 01 14 00 a0 00 00 00 00 01 00 00 01 14 00 a1 00 00 00 00 01 00 00"
                        + " 01 14 00 a2 00 00 00 00 00 0f 19 01 14 00 01 00 00 00 00 00 02 00",
                in("43 02 02 00 00 00 00 00 40 00"));
        assertInvalidField("43 00 03 00 00 00 00 00 40 00");
    }

    @Test
    void shouldTellOfOneCompleteSessionThatIsFinalized() throws IOException {
        withDisc();

        assertEquals(
                "00 20 0e 01 01 01 01 20 00 00 00 00 00 00 00 00 ff ff ff ff ff ff ff ff" + " 00".repeat(10),
                in("51 00 00 00 00 00 00 00 22 00"));
        assertInvalidField("51 01 00 00 00 00 00 00 22 00");
    }

    @ParameterizedTest
    @CsvSource({"00 00 00 03 e7", "01 00 00 00 01", "02 00 00 00 01"})
    void shouldTellOfItsTrack(String address) throws IOException {
        withDisc();

        assertEquals(
                "00 22 01 01 00 04 01" + " 00".repeat(17) + " 00 00 03 e8" + " 00".repeat(8),
                in("52 " + address + " 00 00 24 00"));
    }

    @Test
    void shouldRefuseATrackThatIsNotThere() throws IOException {
        withDisc();

        assertEquals(Outcome.LBA_OUT_OF_RANGE, run("52 00 00 00 03 e8 00 00 24 00"));
        assertInvalidField("52 01 00 00 00 02 00 00 24 00");
        assertInvalidField("52 03 00 00 00 01 00 00 24 00");
    }

    // READ CD, READ DISC STRUCTURE

    private CdDrive withDvd() throws IOException {
        Path image = folder.resolve("dvd.iso");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(360_001L * Feature.BLOCK_LENGTH);
        }
        return open("filename", image.toString());
    }

    private void assertIllegal(AdditionalSense additional, String cdb) {
        Outcome outcome = run(cdb);
        assertEquals(SenseKey.ILLEGAL_REQUEST, outcome.sense().key(), cdb);
        assertEquals(additional, outcome.sense().additional(), cdb);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "08"})
    void shouldReadUserDataOfADataTrack(String type) throws IOException {
        withDisc();
        String data = in("be " + type + " 00 00 00 07 00 00 02 10 00 00");
        assertEquals(2 * 3 * Feature.BLOCK_LENGTH - 1, data.length());
        assertTrue(data.startsWith("07 00"));
        assertEquals("08 00", data.substring(3 * Feature.BLOCK_LENGTH, 3 * Feature.BLOCK_LENGTH + 5));
        assertEquals("", in("be " + type + " 00 00 00 07 00 00 02 00 00 00"), "nothing is selected");
        assertEquals("", in("be " + type + " 00 00 00 07 00 00 00 10 00 00"), "no block");
    }

    @ParameterizedTest
    @CsvSource({
        "f8, 0, 2352",
        "b8, 0, 2352",
        "b0, 0, 2064",
        "a0, 0, 16",
        "80, 0, 12",
        "20, 12, 4",
        "60, 12, 4",
        "30, 12, 2052",
        "78, 12, 2340",
        "18, 16, 2336",
        "58, 16, 2336",
        "08, 2064, 288",
        "50, 16, 2048",
        "40, 0, 0"
    })
    void shouldReadThePartsOfASectorThatAreSelected(String selection, int from, int length) throws IOException {
        withDisc();
        String whole = in("be 00 00 00 00 07 00 00 02 f8 00 00");
        String data = in("be 00 00 00 00 07 00 00 02 " + selection + " 00 00");

        assertEquals(2 * 2352 * 3 - 1, whole.length());
        String first = from == 0 && length == 0 ? "" : whole.substring(3 * from, 3 * (from + length));
        String second = length == 0 ? "" : (whole + " ").substring(3 * (2352 + from), 3 * (2352 + from + length));
        assertEquals((first + second).strip(), data);
    }

    @Test
    void shouldPutUserDataIntoTheirSectors() throws IOException {
        withDisc();
        String sectors = in("be 00 00 00 00 07 00 00 01 f8 00 00");

        assertTrue(
                sectors.startsWith("00 ff ff ff ff ff ff ff ff ff ff 00 00 02 07 01 07 00"), sectors.substring(0, 60));
        assertEquals(in("be 00 00 00 00 07 00 00 01 10 00 00"), sectors.substring(3 * 16, 3 * (16 + 2048) - 1));
    }

    @Test
    void shouldReadWhatIsNotAtHandOnAThreadOfTheDevice() throws IOException {
        open("filename", image("disc.iso", BLOCKS).toString(), "inline_reads", "no");
        assertTrue(in("be 00 00 00 00 07 00 00 01 10 00 00").startsWith("07 00"));
    }

    @ParameterizedTest
    @CsvSource({"f2,2", "14,2", "98,7", "a8,7"})
    void shouldPointAtWhatAnImageDoesNotHave(String mainChannel, int bit) throws IOException {
        withDisc();
        assertEquals(
                Outcome.check(Sense.invalidFieldInCdb(9, bit)),
                run("be 00 00 00 00 00 00 00 01 " + mainChannel + " 00 00"));
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(10, 2)), run("be 00 00 00 00 00 00 00 01 10 01 00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"04", "0c", "10", "14"})
    void shouldHaveNoTrackOfAnotherMode(String type) throws IOException {
        withDisc();
        assertIllegal(AdditionalSense.ILLEGAL_MODE_FOR_THIS_TRACK, "be " + type + " 00 00 00 00 00 00 01 10 00 00");
    }

    @Test
    void shouldTellOfTheStructureOfADvd() throws IOException {
        withDvd();
        assertTrue(in("ad 00 00 00 00 00 00 00 08 04 00 00")
                .startsWith("08 02 00 00 01 0f 01 00 00 03 00 00 00 08 7e 40 00 00"));
        assertEquals("00 06 00 00 00 00 00 00", in("ad 00 00 00 00 00 00 01 08 04 00 00"));
        assertTrue(in("ad 00 00 00 00 00 00 04 08 04 00 00").startsWith("08 02 00 00 00 00"));
        assertEquals("00 0e 00 00 00 40 08 04 01 40 00 08 04 40 08 04", in("ad 00 00 00 00 00 00 ff 08 04 00 00"));
        assertEquals("08 02", in("ad 00 00 00 00 00 00 00 00 02 00 00"));
        assertTrue(in("46 02 00 1f 00 00 00 00 ff 00").endsWith("00 1f 05 04 00 00 00 00"));
    }

    @Test
    void shouldRefuseStructuresThatADvdDoesNotHave() throws IOException {
        withDvd();
        assertInvalidField("ad 01 00 00 00 00 00 00 08 04 00 00");
        assertInvalidField("ad 00 00 00 00 00 01 00 08 04 00 00");
        assertInvalidField("ad 00 00 00 00 00 00 03 08 04 00 00");
        assertIllegal(AdditionalSense.CANNOT_READ_MEDIUM_INCOMPATIBLE_FORMAT, "be 00 00 00 00 00 00 00 01 10 00 00");
    }

    @Test
    void shouldHaveNoStructureOfADvdWithACd() throws IOException {
        withDisc();
        assertIllegal(AdditionalSense.CANNOT_READ_MEDIUM_INCOMPATIBLE_FORMAT, "ad 00 00 00 00 00 00 00 08 04 00 00");
    }

    // What the drive can do

    @Test
    void shouldSayWhatItCanDoWithItsDisc() throws IOException {
        withDisc();

        assertEquals(
                "00 00 00 48 00 00 00 08"
                        + " 00 00 03 08 00 10 00 00 00 08 01 00"
                        + " 00 01 0b 08 00 00 00 01 00 00 00 00"
                        + " 00 02 07 04 00 00 00 00"
                        + " 00 03 0b 04 39 00 00 00"
                        + " 00 10 01 08 00 00 08 00 00 01 00 00"
                        + " 00 1e 09 04 00 00 00 00"
                        + " 00 1f 04 04 00 00 00 00",
                in("46 00 00 00 00 00 00 00 ff 00"));
    }

    @Test
    void shouldSayOnlyWhatWasAskedFor() throws IOException {
        open();

        assertEquals("00 00 00 0c 00 00 00 00 00 03 0b 04 39 00 00 00", in("46 02 00 03 00 00 00 00 ff 00"));
        assertEquals("00 00 00 04 00 00 00 00", in("46 01 00 10 00 00 00 00 ff 00"), "not current without disc");
        assertEquals("00 00 00 04 00 00 00 00", in("46 02 01 07 00 00 00 00 ff 00"));
        assertInvalidField("46 03 00 00 00 00 00 00 ff 00");
    }

    @ParameterizedTest
    @CsvSource({"0,NONE", "1,CD_ROM", "360000,CD_ROM", "360001,DVD_ROM"})
    void shouldPassForADiscOfItsSize(long blocks, DiscType expected) {
        assertEquals(expected, DiscType.of(blocks));
    }
}
