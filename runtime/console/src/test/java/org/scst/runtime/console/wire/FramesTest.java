package org.scst.runtime.console.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final Frames.Request REQUEST = new Frames.Request(
            Frames.Purpose.RUN,
            Path.of("/srv"),
            132,
            true,
            List.of("why", "iqn.a:*", "[::1]:3260", "\\", "#", ";", "", "ä 😀", "a\nb"));

    private static Frames.Request request(List<String> words) {
        return new Frames.Request(Frames.Purpose.COMPLETE, Path.of("/"), 80, false, words);
    }

    private static byte[] written(Frames.Request request) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Frames.writeRequest(new DataOutputStream(bytes), request);
        return bytes.toByteArray();
    }

    private static Frames.Request read(byte[] bytes) throws IOException {
        return Frames.readRequest(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Test
    void shouldCarryWordsUnchanged() throws IOException {
        assertEquals(REQUEST, read(written(REQUEST)));
    }

    @Test
    void shouldWriteTheBytesThatAreDocumented() throws IOException {
        byte[] expected = HexFormat.of()
                .parseHex("53435354" + "02" + "74" + "00000001" + "2f" + "0050" + "00" + "00000002" + "00000001" + "61"
                        + "00000000");
        assertArrayEquals(expected, written(request(List.of("a", ""))));
    }

    @Test
    void shouldRefuseEveryTruncation() throws IOException {
        byte[] whole = written(REQUEST);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> read(part));
        }
    }

    @Test
    void shouldRefuseWhatIsNoRequest() {
        assertThrows(IOException.class, () -> read("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
        assertThrows(IOException.class, () -> read(HexFormat.of().parseHex("5343535403")));
        assertThrows(IOException.class, () -> read(HexFormat.of().parseHex("5343535402" + "78")));
        assertThrows(IOException.class, () -> read(HexFormat.of().parseHex("5343535402" + "72" + "7fffffff")));
        assertThrows(
                IOException.class,
                () -> read(HexFormat.of().parseHex("5343535402" + "72" + "000000012f" + "0050" + "00" + "ffffffff")));
        assertThrows(
                IOException.class,
                () -> read(HexFormat.of().parseHex("5343535402" + "72" + "0000000161" + "0050" + "00" + "00000000")));
    }

    @Test
    void shouldRefuseToSendMoreThanTheProtocolAllows() {
        assertThrows(IOException.class, () -> written(request(Collections.nCopies(257, "a"))));
        assertThrows(IOException.class, () -> written(request(List.of("x".repeat((1 << 16) + 1)))));
    }

    @Test
    void shouldSplitLongOutputIntoFrames() throws IOException {
        String text = "ä".repeat(100_000);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream output = new DataOutputStream(bytes);
        Frames.writeText(output, Frames.Kind.OUTPUT, text);
        Frames.writeText(output, Frames.Kind.ERRORS, "");
        Frames.writeStatus(output, 5);
        DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        Frames.Frame frame = Frames.readFrame(input);
        while (frame.kind() == Frames.Kind.OUTPUT) {
            joined.write(frame.payload());
            frame = Frames.readFrame(input);
        }
        assertEquals(text, joined.toString(StandardCharsets.UTF_8));
        assertEquals(Frames.Kind.STATUS, frame.kind());
        assertEquals(5, frame.status());
    }

    @Test
    void shouldCutAPictureAfterALine() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Frames.writePicture(new DataOutputStream(bytes), "ä234567\n".repeat(10_000));
        Frames.Frame frame = Frames.readFrame(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertEquals(Frames.Kind.PICTURE, frame.kind());
        assertEquals("ä234567\n".repeat((1 << 16) / 9), new String(frame.payload(), StandardCharsets.UTF_8));
    }

    @Test
    void shouldCarryTheEndOfACommand() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Frames.writeCancel(new DataOutputStream(bytes));
        ByteArrayInputStream input = new ByteArrayInputStream((bytes + "x").getBytes(StandardCharsets.UTF_8));
        Frames.awaitCancel(new DataInputStream(input), typed -> {});
        assertEquals(1, input.available());
        Frames.awaitCancel(new DataInputStream(input), typed -> {});
    }

    @Test
    void shouldCarryWhatTheClientReadsForTheCommand() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] typed = "cancel 'c' means nothing in here\n".getBytes(StandardCharsets.UTF_8);
        Frames.writeInput(new DataOutputStream(bytes), typed);
        Frames.writeCancel(new DataOutputStream(bytes));
        List<byte[]> taken = new ArrayList<>();
        Frames.awaitCancel(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), taken::add);
        assertEquals(1, taken.size());
        assertArrayEquals(typed, taken.getFirst());
        byte[] tooMuch = {'i', 0x7F, 0, 0, 0};
        assertThrows(
                IOException.class,
                () -> Frames.awaitCancel(new DataInputStream(new ByteArrayInputStream(tooMuch)), taken::add));
    }

    @Test
    void shouldRefuseAFrameThatIsNone() {
        for (String hex : List.of("78" + "00000000", "73" + "00000001" + "00", "6f" + "00010001", "6f" + "ffffffff")) {
            assertThrows(
                    IOException.class,
                    () -> Frames.readFrame(new DataInputStream(
                            new ByteArrayInputStream(HexFormat.of().parseHex(hex)))));
        }
    }
}
