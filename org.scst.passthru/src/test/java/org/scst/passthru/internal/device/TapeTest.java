package org.scst.passthru.internal.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.SenseKey;
import org.scst.passthru.internal.configuration.PassthroughSettings;

class TapeTest {
    private static final String FIXED = "0b001008" + "0000000000000400" + "0a0a0000000000000000" + "0000";
    private static final String VARIABLE = "0b001008" + "0000000000000000" + "0a0a0000000000000000" + "0000";
    private final FakeContext context = new FakeContext();
    private final EmulatedDevice emulated = new EmulatedDevice();

    @BeforeEach
    void makeATape() {
        emulated.identity(0x01, "TAPE1");
        emulated.answers.put("1a000a", FIXED);
        emulated.answers.put("15", "");
        emulated.answers.put("08", "11".repeat(4096));
    }

    private PassthroughDevice tape() throws IOException {
        PassthroughSettings settings = PassthroughSettings.read(Map.of("type", "dev_tape", "device", "/dev/sg0"));
        PassthroughDevice tape = PassthroughDevice.open(settings, context, new FakeWays(emulated), () -> {});
        emulated.seen.clear();
        return tape;
    }

    /** Fixed format, INFORMATION valid, with FILEMARK, EOM and ILI beside the key. */
    private static String sense(int flagsAndKey, int information) {
        return "f000" + HexFormat.of().toHexDigits((byte) flagsAndKey)
                + HexFormat.of().toHexDigits(information) + "0a" + "00000000" + "0001" + "00000000";
    }

    @Test
    void shouldCountBlocksOfTheLengthInForce() throws IOException {
        PassthroughDevice tape = tape();
        FakeCommand read = new FakeCommand(tape, "080100000300");

        assertEquals(Outcome.GOOD, read.run(context));
        assertEquals(3 * 1024, read.dataIn().length);
    }

    @Test
    void shouldCountBytesOtherwise() throws IOException {
        FakeCommand read = new FakeCommand(tape(), "08000000ff00");

        assertEquals(Outcome.GOOD, read.run(context));
        assertEquals(255, read.dataIn().length);
    }

    @Test
    void shouldLearnAnotherBlockLengthFromModeSelect() throws IOException {
        PassthroughDevice tape = tape();
        emulated.answers.put("1a000a", VARIABLE);
        assertEquals(Outcome.GOOD, new FakeCommand(tape, "151000000c00", new byte[12]).run(context));

        Outcome outcome = new FakeCommand(tape, "080100000300").run(context);
        assertEquals(Outcome.check(Sense.invalidFieldInCdb(1, 0)), outcome);
        assertEquals(Outcome.GOOD, new FakeCommand(tape, "080100000000").run(context));
    }

    @ParameterizedTest
    @CsvSource({
        // a filemark after one block of three
        "080100000300,80,2,1024",
        // a block that was 100 bytes shorter than the 1024 that were asked for
        "080000040000,20,100,924",
        // one that was longer: all that was asked for is there
        "080000040000,20,-50,1024",
        // the end of the data
        "080100000300,08,3,0",
    })
    void shouldHaveAsMuchDataAsInformationSays(String cdb, String flagsAndKey, int information, int there)
            throws IOException {
        PassthroughDevice tape = tape();
        String sense = sense(Integer.parseInt(flagsAndKey, 16), information);
        emulated.next.add(EmulatedDevice.check(sense));
        FakeCommand read = new FakeCommand(tape, cdb);
        Outcome outcome = read.run(context);

        assertTrue(outcome.hasData() || there == 0, outcome.toString());
        assertEquals(there, read.dataIn().length);
        byte[] written = new byte[Sense.MAX_LENGTH];
        assertEquals(sense, HexFormat.of().formatHex(written, 0, outcome.sense().writeFixed(written, 0)));
    }

    @Test
    void shouldSayThatAWriteMetTheEarlyWarning() throws IOException {
        PassthroughDevice tape = tape();
        emulated.next.add(EmulatedDevice.check(sense(0x40, 0)));
        Outcome outcome = new FakeCommand(tape, "0a0000000400", new byte[4]).run(context);

        assertEquals(SenseKey.NO_SENSE, outcome.sense().key());
        assertEquals(List.of("0a0000000400"), emulated.seen);
    }

    @Test
    void shouldKnowHowLongReadPositionIs() throws IOException {
        PassthroughDevice tape = tape();
        emulated.answers.put("34", "22".repeat(64));
        FakeCommand brief = new FakeCommand(tape, "34000000000000000000");
        FakeCommand longForm = new FakeCommand(tape, "34060000000000000000");
        FakeCommand extended = new FakeCommand(tape, "34080000000000001c00");

        assertEquals(Outcome.GOOD, brief.run(context));
        assertEquals(20, brief.dataIn().length);
        longForm.run(context);
        assertEquals(32, longForm.dataIn().length);
        extended.run(context);
        assertArrayEquals(HexFormat.of().parseHex("22".repeat(28)), extended.dataIn());
    }
}
