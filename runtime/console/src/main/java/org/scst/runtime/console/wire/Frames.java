package org.scst.runtime.console.wire;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The protocol of the console socket, {@code <run>/console.sock}. A client sends one request and reads frames until the status;
 * then both close. Meanwhile it keeps its side open: a client that closes it has gone, and its command is cancelled. All numbers are
 * big-endian, all text is UTF-8; words are carried unchanged, nothing is parsed.
 *
 * <pre>
 * request  "SCST" version:u8=2  purpose:u8  folder:text  columns:u16  terminal:u8
 *          count:u32  count × word:text                                       text = length:u32 bytes
 *   purpose  'r' run the words, 't' say how the last of them can go on
 *   columns  width of the terminal; terminal 1 when a person looks at one
 * input    'i' length:u32 payload, after the request: what the client reads for the command, once
 * cancel   'c', after the request: the command shall end; its status still follows
 * frame    kind:u8  length:u32  payload
 *            'o'  standard output
 *            'e'  standard error
 *            'p'  a picture that takes the place of the one before, only for terminals
 *            's'  exit status, u32; the last frame
 * </pre>
 *
 * At most 256 words of 64 KiB each.
 *
 * <p><i>Threading:</i> pure functions on streams.
 */
public final class Frames {
    /** Name of the socket in the folder {@code scst.run}. */
    public static final String SOCKET = "console.sock";

    private static final int MAGIC = 0x53435354;
    private static final int VERSION = 2;
    private static final int CANCEL = 'c';
    private static final int INPUT = 'i';
    private static final int MOST_WORDS = 256;
    private static final int MOST_BYTES = 1 << 16;
    private static final int MOST_PAYLOAD = 1 << 16;

    private Frames() {}

    /** What a client wants to be done with its words. */
    public enum Purpose {
        /** Run them. */
        RUN('r'),
        /** Say how the last of them can go on. */
        COMPLETE('t');

        private final int code;

        Purpose(int code) {
            this.code = code;
        }

        static Purpose of(int code) throws IOException {
            for (Purpose purpose : values()) {
                if (purpose.code == code) {
                    return purpose;
                }
            }
            throw new IOException("a request of unknown purpose " + code);
        }
    }

    /**
     * A request.
     *
     * @param purpose what to do with the words
     * @param folder working directory of the client
     * @param columns width of its terminal
     * @param terminal whether a person looks at one
     * @param words the command and its words
     */
    public record Request(Purpose purpose, Path folder, int columns, boolean terminal, List<String> words) {}

    /** What a frame carries. */
    public enum Kind {
        /** For standard output. */
        OUTPUT('o'),
        /** For standard error. */
        ERRORS('e'),
        /** A picture that takes the place of the one before. */
        PICTURE('p'),
        /** The exit status. */
        STATUS('s');

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        static Kind of(int code) throws IOException {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IOException("a frame of unknown kind " + code);
        }
    }

    /**
     * A frame.
     *
     * @param kind what it carries
     * @param payload its bytes
     */
    public record Frame(Kind kind, byte[] payload) {

        /** The number in a status frame. */
        public int status() {
            return ByteBuffer.wrap(payload).getInt();
        }
    }

    /** A request that the protocol cannot carry; nothing of it has left yet. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(String what) {
            super(what);
        }
    }

    /**
     * Writes a request.
     *
     * @throws TooLargeException when it has too many words, or one that is too long
     */
    public static void writeRequest(DataOutputStream output, Request request) throws IOException {
        if (request.words().size() > MOST_WORDS) {
            throw new TooLargeException("more than " + MOST_WORDS + " words");
        }
        for (String word : request.words()) {
            if (word.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
                throw new TooLargeException("a word of more than " + MOST_BYTES + " bytes");
            }
        }
        output.writeInt(MAGIC);
        output.writeByte(VERSION);
        output.writeByte(request.purpose().code);
        writeText(output, request.folder().toString());
        output.writeShort(request.columns());
        output.writeBoolean(request.terminal());
        output.writeInt(request.words().size());
        for (String word : request.words()) {
            writeText(output, word);
        }
        output.flush();
    }

    /** Reads a request; what is none is an {@link IOException}. */
    public static Request readRequest(DataInputStream input) throws IOException {
        if (input.readInt() != MAGIC || input.readUnsignedByte() != VERSION) {
            throw new IOException("not a request of this protocol and version");
        }
        Purpose purpose = Purpose.of(input.readUnsignedByte());
        Path folder = folder(readText(input));
        int columns = input.readUnsignedShort();
        boolean terminal = input.readBoolean();
        int count = input.readInt();
        if (count < 0 || count > MOST_WORDS) {
            throw new IOException(count + " words");
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            words.add(readText(input));
        }
        return new Request(purpose, folder, columns, terminal, List.copyOf(words));
    }

    /** Writes text as frames of one kind; none when it is empty. */
    public static void writeText(DataOutputStream output, Kind kind, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += MOST_PAYLOAD) {
            int length = Math.min(MOST_PAYLOAD, bytes.length - from);
            output.writeByte(kind.code);
            output.writeInt(length);
            output.write(bytes, from, length);
        }
        output.flush();
    }

    /** Writes a picture, in one frame: what does not fit is left out, and no terminal has that many lines. */
    public static void writePicture(DataOutputStream output, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = bytes.length;
        while (length > MOST_PAYLOAD || (length > 0 && length < bytes.length && bytes[length - 1] != '\n')) {
            length--;
        }
        output.writeByte(Kind.PICTURE.code);
        output.writeInt(length);
        output.write(bytes, 0, length);
        output.flush();
    }

    /** Asks for the end of the command that runs. */
    public static void writeCancel(DataOutputStream output) throws IOException {
        output.writeByte(CANCEL);
        output.flush();
    }

    /** Sends what was read for the command, at most 64 KiB. */
    public static void writeInput(DataOutputStream output, byte[] bytes) throws IOException {
        output.writeByte(INPUT);
        output.writeInt(bytes.length);
        output.write(bytes);
        output.flush();
    }

    /** Waits until the client asks for the end, or is gone; what it has read for the command is handed on before. */
    public static void awaitCancel(DataInputStream input, Consumer<byte[]> taker) throws IOException {
        int code = input.read();
        while (code >= 0 && code != CANCEL) {
            if (code == INPUT) {
                int length = input.readInt();
                if (length < 0 || length > MOST_BYTES) {
                    throw new IOException("an input of " + length + " bytes");
                }
                taker.accept(exactly(input, length));
            }
            code = input.read();
        }
    }

    /** Writes the last frame. */
    public static void writeStatus(DataOutputStream output, int status) throws IOException {
        output.writeByte(Kind.STATUS.code);
        output.writeInt(Integer.BYTES);
        output.writeInt(status);
        output.flush();
    }

    /** Reads a frame. */
    public static Frame readFrame(DataInputStream input) throws IOException {
        Kind kind = Kind.of(input.readUnsignedByte());
        int length = input.readInt();
        if (length < 0 || length > MOST_PAYLOAD || (kind == Kind.STATUS && length != Integer.BYTES)) {
            throw new IOException("a frame of " + length + " bytes");
        }
        return new Frame(kind, exactly(input, length));
    }

    private static void writeText(DataOutputStream output, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output.writeInt(bytes.length);
        output.write(bytes);
    }

    private static String readText(DataInputStream input) throws IOException {
        int length = input.readInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("a word of " + length + " bytes");
        }
        return new String(exactly(input, length), StandardCharsets.UTF_8);
    }

    private static byte[] exactly(DataInputStream input, int length) throws IOException {
        byte[] bytes = input.readNBytes(length);
        if (bytes.length != length) {
            throw new EOFException("the other side closed in the middle");
        }
        return bytes;
    }

    private static Path folder(String text) throws IOException {
        try {
            Path folder = Path.of(text);
            if (folder.isAbsolute()) {
                return folder;
            }
        } catch (InvalidPathException e) {
            throw new IOException("no folder: " + e.getMessage(), e);
        }
        throw new IOException("the working directory is not absolute");
    }
}
