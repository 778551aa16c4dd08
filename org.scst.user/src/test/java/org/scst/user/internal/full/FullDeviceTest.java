package org.scst.user.internal.full;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.device.ConfigurationException;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.Status;
import org.scst.testkit.Eventually;
import org.scst.user.client.CommandProcessor;
import org.scst.user.client.FullCommand;
import org.scst.user.client.FullHandler;
import org.scst.user.wire.Registration;

/** A tape drive that a handler in full mode is, through the socket and the rings. */
class FullDeviceTest implements CommandProcessor {
    private static final int[] CODES = {0x00, 0x05, 0x08, 0x0A, 0x15, 0x1A, 0x1E, 0xC1};
    private static final byte[] ILI = sense(0x20, 0x00, 0x00);

    @TempDir
    Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private FullSide side;
    private FullHandler handler;
    private FullDevice device;
    private volatile Answer answer = command -> {};

    /** What the process does with a command. */
    private interface Answer {
        void to(FullCommand command) throws IOException;
    }

    private static byte[] sense(int key, int asc, int ascq) {
        byte[] bytes = new byte[18];
        bytes[0] = 0x70;
        bytes[2] = (byte) key;
        bytes[7] = 10;
        bytes[12] = (byte) asc;
        bytes[13] = (byte) ascq;
        return bytes;
    }

    @BeforeEach
    void open() throws IOException {
        side = new FullSide(folder);
        handler = side.register(FullSide.registration(7, CODES), this);
        device = side.open();
    }

    @AfterEach
    void close() throws IOException {
        goOn.countDown();
        device.close();
        side.close();
    }

    @Override
    public void process(FullCommand command) throws IOException {
        asked.add(HexFormat.of().formatHex(command.cdb()));
        answer.to(command);
    }

    @Override
    public void aborted() {
        goOn.countDown();
    }

    @Override
    public void reset(FullCommand nothing) {
        asked.add("reset");
        nothing.blockLength(0);
    }

    @Override
    public void flush() {
        asked.add("flush");
    }

    private Outcome run(String cdb, byte... dataOut) throws Exception {
        return new OneCommand(device, cdb, dataOut).run(side);
    }

    private static String code(Outcome outcome) {
        return String.format(
                "%x/%02x/%02x",
                outcome.sense().key().code(),
                outcome.sense().additional().asc(),
                outcome.sense().additional().ascq());
    }

    private void awaitTold(String part) throws Exception {
        Eventually.holds(part, () -> side.told.stream().anyMatch(line -> line.contains(part)));
    }

    @Test
    void shouldBeWhatTheProcessHasRegistered() throws Exception {
        assertEquals(
                PeripheralDeviceType.SEQUENTIAL_ACCESS, device.characteristics().type());
        assertEquals("VENDOR", device.characteristics().vendor());
        assertEquals("PRODUCT", device.characteristics().product());
        assertTrue(device.characteristics().removable());
        assertEquals("SERIAL", device.names().unitSerialNumber());
        assertEquals(0, device.capacity());
    }

    @Test
    void shouldGiveItTheCdb() throws Exception {
        assertEquals(Outcome.GOOD, run("00 00 00 00 00 00"));
        assertEquals(List.of("000000000000"), asked);
    }

    @Test
    void shouldTakeTheDataThatItGives() throws Exception {
        answer = command -> {
            command.data().set(ValueLayout.JAVA_BYTE, 1, (byte) 16);
            command.good(6);
        };
        OneCommand limits = new OneCommand(device, "05 00 00 00 00 00");
        assertEquals(Outcome.GOOD, limits.run(side));
        assertArrayEquals(new byte[] {0, 16, 0, 0, 0, 0}, limits.dataIn());
    }

    @Test
    void shouldGiveItTheDataThatComes() throws Exception {
        answer = command -> asked.add(command.fromInitiator() + " "
                + command.data().byteSize() + " " + command.data().get(ValueLayout.JAVA_BYTE, 2));
        assertEquals(Outcome.GOOD, run("0A 00 00 00 03 00", (byte) 1, (byte) 2, (byte) 3));
        assertEquals("true 3 3", asked.get(1));
    }

    @Test
    void shouldCountBlocksOfTheLengthThatItHasToldLast() throws Exception {
        assertEquals("5/24/00", code(run("08 01 00 00 02 00")));
        answer = command -> command.blockLength(1024);
        assertEquals(Outcome.GOOD, run("15 10 00 00 00 00"));
        answer = command -> command.good((int) command.data().byteSize());
        OneCommand two = new OneCommand(device, "08 01 00 00 02 00");
        assertEquals(Outcome.GOOD, two.run(side));
        assertEquals(2048, two.dataIn().length);
        assertEquals("5/24/00", code(run("08 01 FF FF FF 00")));
    }

    @Test
    void shouldSendDataWithACheckConditionWhereItSaysSo() throws Exception {
        answer = command -> command.check(ILI, 4);
        OneCommand with = new OneCommand(device, "08 00 00 00 08 00");
        assertTrue(with.run(side).hasData());
        assertEquals(4, with.dataIn().length);
        answer = command -> {
            command.good(4);
            command.check(ILI);
        };
        OneCommand without = new OneCommand(device, "08 00 00 00 08 00");
        assertFalse(without.run(side).hasData());
        assertEquals(0, without.dataIn().length);
    }

    @Test
    void shouldTellTheOthersWhatItTellsOne() throws Exception {
        answer = command -> command.check(sense(0x06, 0x28, 0x00));
        assertEquals("6/28/00", code(run("00 00 00 00 00 00")));
        awaitTold("all but A: NOT_READY_TO_READY_CHANGE");
        answer = command -> {};
        run("15 10 00 00 00 00");
        awaitTold("all but A: MODE_PARAMETERS_CHANGED");
    }

    @Test
    void shouldTellAllWhatItTellsOneThatHasGivenUp() throws Exception {
        OneCommand aborted = new OneCommand(device, "00 00 00 00 00 00");
        answer = command -> {
            aborted.aborted = true;
            command.check(sense(0x06, 0x28, 0x00));
        };
        aborted.run(side);
        awaitTold("all: NOT_READY_TO_READY_CHANGE");
    }

    @Test
    void shouldTellAllWhatItTellsByItself() throws Exception {
        handler.attention(0x28, 0x00);
        awaitTold("another medium");
        handler.attention(0x3F, 0x03);
        awaitTold("all: INQUIRY_DATA_HAS_CHANGED");
    }

    @Test
    void shouldRefuseWhatItHasNotRegistered() throws Exception {
        assertEquals(Outcome.INVALID_OPERATION_CODE, run("C0 00 00 00 00 00"));
        assertEquals(Outcome.GOOD, run("C1 00 00 00 00 00"));
        assertEquals(List.of("c10000000000"), asked);
    }

    @Test
    void shouldSetWriteProtectionWhereItIsMappedReadOnly() throws Exception {
        answer = command -> command.good(4);
        OneCommand modes = new OneCommand(device, "1A 00 3F 00 04 00");
        modes.writeProtected = true;
        assertEquals(Outcome.GOOD, modes.run(side));
        assertEquals((byte) 0x80, modes.dataIn()[2]);
    }

    @Test
    void shouldPreventRemovalAsLongAsSomebodyDoes() throws Exception {
        run("1E 00 00 00 01 00");
        new OneCommand(device, "1E 00 00 00 01 00").from("B").run(side);
        run("1E 00 00 00 00 00");
        assertEquals(List.of("1e0000000100", "1e0000000100"), asked);
        new OneCommand(device, "1E 00 00 00 00 00").from("B").run(side);
        assertEquals("1e0000000000", asked.get(2));
    }

    @Test
    void shouldAllowRemovalWhenWhoPreventedItIsLost() throws Exception {
        run("1E 00 00 00 01 00");
        side.preventing.clear();
        Eventually.holds("it is allowed", () -> asked.contains("1e0000000000"));
    }

    @Test
    void shouldResetIt() throws Exception {
        answer = command -> command.blockLength(512);
        run("15 10 00 00 00 00");
        CountDownLatch done = new CountDownLatch(1);
        device.reset(done::countDown);
        done.await();
        assertTrue(asked.contains("reset"));
        assertEquals(0, device.tapeBlockLength());
    }

    @Test
    void shouldHaveItFlushWhenItIsClosed() throws Exception {
        device.close();
        assertTrue(asked.contains("flush"));
        assertTrue(side.told.contains("let go"));
    }

    @Test
    void shouldEndWhatItHasWhenItGoes() throws Exception {
        answer = command -> await();
        OneCommand first = new OneCommand(device, "00 00 00 00 00 00");
        assertEquals(null, first.begin());
        handler.stop();
        assertEquals("b/08/00", code(first.await(side)));
        awaitTold("reopen within 7 s: its process has gone");
        assertEquals("b/08/00", code(run("00 00 00 00 00 00")));
    }

    private void await() {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldTellItWhichOfItsCommandsNobodyWaitsForAnyMore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        answer = command -> {
            begun.countDown();
            while (!command.aborted() && goOn.getCount() > 0) {
                Thread.onSpinWait();
            }
            command.status(0x08);
        };
        OneCommand command = new OneCommand(device, "00 00 00 00 00 00");
        assertEquals(null, command.begin());
        begun.await();
        command.abort();
        assertEquals(Outcome.BUSY, command.await(side));
    }

    @Test
    void shouldNotHaveItBeginWhatNobodyWaitsForAnyMore() throws Exception {
        answer = command -> await();
        OneCommand first = new OneCommand(device, "00 00 00 00 00 00");
        OneCommand second = new OneCommand(device, "C1 00 00 00 00 00");
        assertEquals(null, first.begin());
        assertEquals(null, second.begin());
        second.abort();
        goOn.countDown();
        assertEquals(Outcome.GOOD, first.await(side));
        assertEquals(Outcome.BUSY, second.await(side));
        assertEquals(List.of("000000000000"), asked);
    }

    @Test
    void shouldNotTakeALaterCommandForOneThatWasAborted() throws Exception {
        OneCommand former = new OneCommand(device, "00 00 00 00 00 00");
        answer = command -> await();
        former.begin();
        former.abort();
        goOn.countDown();
        former.await(side);
        former.abort(); // it is answered already
        answer = command -> command.status(command.aborted() ? 0x08 : 0x00);
        for (int i = 0; i < 20; i++) {
            assertEquals(Outcome.GOOD, run("00 00 00 00 00 00"));
        }
    }

    @Test
    void shouldWakeItWhereItHearsOfAborts() throws Exception {
        handler.stop();
        awaitTold("reopen");
        device.close();
        handler = side.register(FullSide.registration(7, Registration.HEARS_ABORTS, CODES), this);
        device = side.open();
        CountDownLatch begun = new CountDownLatch(1);
        answer = command -> {
            begun.countDown();
            await(); // aborted() ends that
            command.status(command.aborted() ? 0x08 : 0x00);
        };
        OneCommand command = new OneCommand(device, "00 00 00 00 00 00");
        command.begin();
        begun.await();
        command.abort();
        assertEquals(Outcome.BUSY, command.await(side));
    }

    @Test
    void shouldWaitWhileItHasNoRoom() throws Exception {
        answer = command -> await();
        OneCommand[] commands = new OneCommand[8];
        for (int i = 0; i < commands.length; i++) {
            commands[i] = new OneCommand(device, "00 00 00 00 00 00");
            assertEquals(null, commands[i].begin());
        }
        OneCommand ninth = new OneCommand(device, "C1 00 00 00 00 00");
        Thread waits = Thread.ofPlatform().start(ninth::begin);
        goOn.countDown();
        waits.join();
        for (OneCommand command : commands) {
            assertEquals(Outcome.GOOD, command.await(side));
        }
        assertEquals(Outcome.GOOD, ninth.await(side));
        assertEquals(9, asked.size());
    }

    /** What it may not answer, and a word of what it is told. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "moved 4097",
                "moved 4294967295",
                "100 bytes of sense",
                "status 30h",
                "no sense data",
                "blocks of 16777216 bytes"
            })
    void shouldNotTrustItAnyMoreWhenItLies(String word) throws Exception {
        answer = command -> {
            switch (word) {
                case "moved 4097" -> command.good(4097);
                case "moved 4294967295" -> command.good(-1);
                case "100 bytes of sense" -> command.check(new byte[100]);
                case "status 30h" -> command.status(0x30);
                case "blocks of 16777216 bytes" -> command.blockLength(1 << 24);
                default -> command.check(new byte[18]);
            }
        };
        assertEquals("b/08/00", code(run("08 00 00 10 00 00")));
        awaitTold(word);
        awaitTold("against the protocol: it ");
        awaitTold("reopen");
    }

    @Test
    void shouldNotTrustItAnyMoreWhenItAnswersAResetWithALie() throws Exception {
        device.close();
        side.register(FullSide.registration(7, CODES), new CommandProcessor() {
            @Override
            public void process(FullCommand command) {}

            @Override
            public void reset(FullCommand nothing) {
                nothing.good(1);
            }

            @Override
            public void flush() {}
        });
        device = side.open();
        CountDownLatch done = new CountDownLatch(1);
        device.reset(done::countDown);
        done.await();
        awaitTold("against the protocol: it moved 1 bytes where 0 were asked");
    }

    @Test
    void shouldEndHardwareErrorWhatItCannotProcess() throws Exception {
        answer = command -> {
            throw new IOException("broken");
        };
        assertEquals(Outcome.INTERNAL_TARGET_FAILURE, run("00 00 00 00 00 00"));
        answer = command -> command.status(0x08);
        assertEquals(Status.BUSY, run("00 00 00 00 00 00").status());
    }

    private void comeBackAs(long instance) throws Exception {
        handler.stop();
        awaitTold("reopen");
        device.close();
        side.told.clear();
        handler = side.register(FullSide.registration(instance, CODES), this);
        device = side.open();
    }

    @Test
    void shouldTellAllOfAProcessThatHasForgotten() throws Exception {
        comeBackAs(8);
        assertTrue(side.told.contains("all: POWER_ON_RESET_OR_BUS_DEVICE_RESET_OCCURRED"), side.told::toString);
    }

    @Test
    void shouldTellNobodyOfOneThatHasNot() throws Exception {
        comeBackAs(7);
        assertEquals(List.of("lease what m names"), side.told);
    }

    @Test
    void shouldRefuseWhatIsTheProcessesToSay() throws Exception {
        device.close();
        side.properties.put("blocksize", "4096");
        handler = side.register(FullSide.registration(7, CODES), this);
        ConfigurationException refused = assertThrows(ConfigurationException.class, side::open);
        assertTrue(refused.getMessage().contains("blocksize"));
    }

    @Test
    void shouldGoOnWithMoreOfACommandOnlyWhereAllOfItsDataHasMoved() throws Exception {
        answer = command -> asked.add(Boolean.toString(command.more()));
        OneCommand out = new OneCommand(device, "0A 00 00 00 02 00", (byte) 1, (byte) 2);
        out.last = false;
        assertEquals(Outcome.GOOD, out.run(side));
        assertEquals("true", asked.get(1));
        OneCommand in = new OneCommand(device, "08 00 00 00 02 00");
        in.last = false;
        assertEquals("b/08/00", code(in.run(side)));
        awaitTold("where more follow");
    }

    @Test
    void shouldTellThePagesThatItTellsButCores() throws Exception {
        device.close();
        answer = command -> {
            int page = command.cdb()[2] & 0xFF;
            byte[] bytes = page == 0
                    ? new byte[] {1, 0, 0, 4, 0, (byte) 0x83, (byte) 0xB0, (byte) 0xB0}
                    : new byte[] {1, (byte) page, 0, 1, (byte) page};
            command.data().asSlice(0, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
            command.good(bytes.length);
        };
        side.register(FullSide.registration(7, Registration.REMOVABLE | Registration.TELLS_PAGES, CODES), this);
        device = side.open();
        assertEquals(1, device.vpdPages().size());
        assertEquals(0xB0, device.vpdPages().getFirst().pageCode());
        assertArrayEquals(new byte[] {(byte) 0xB0}, device.vpdPages().getFirst().content());
    }

    @Test
    void shouldNotTrustItAnyMoreWhenAPageIsLongerThanItsRoom() throws Exception {
        device.close();
        answer = command -> command.good(4097);
        side.register(FullSide.registration(7, Registration.TELLS_PAGES, CODES), this);
        device = side.open();
        assertEquals(List.of(), device.vpdPages());
        awaitTold("against the protocol: it moved 4097 bytes where 4096 were asked");
    }

    @Test
    void shouldOpenWithoutThePagesOfOneThatDoesNotTellThem() throws Exception {
        device.close();
        answer = command -> command.status(0x08);
        side.register(FullSide.registration(7, Registration.TELLS_PAGES, CODES), this);
        device = side.open();
        assertEquals(List.of(), device.vpdPages());
    }
}
