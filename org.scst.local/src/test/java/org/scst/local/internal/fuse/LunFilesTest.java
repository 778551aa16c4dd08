package org.scst.local.internal.fuse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.linux.Descriptor;
import org.scst.core.linux.Errno;
import org.scst.core.linux.UnixSocket;
import org.scst.local.internal.block.LoopByHand;
import org.scst.local.internal.block.Sender;
import org.scst.local.internal.nexus.MemoryTarget;

/** The kernel's side is a socket here, which takes and gives one message at a time. */
class LunFilesTest {
    private static final int FILE = 2;
    /** What is opened first. */
    private static final int UNIT = 1;

    private static final int HEADER = 16;

    @TempDir
    private Path folder;

    private final MemoryTarget core = new MemoryTarget(64);
    private final LoopByHand hand = new LoopByHand(core);
    private Descriptor kernel;
    private Descriptor device;
    private Sender sender;
    private FuseDeviceQueue queue;
    private LunFiles files;
    private long unique = 100;

    @BeforeEach
    void connect() throws IOException {
        Path name = folder.resolve("s");
        try (Descriptor listening = UnixSocket.listen(name, 1)) {
            kernel = UnixSocket.connect(name);
            device = UnixSocket.accept(listening);
        }
        serve();
    }

    private void serve() {
        queue = new FuseDeviceQueue(device);
        sender = hand.sender(hand.gate);
        files = new LunFiles(queue, sender, new FuseAttributes(1_000_000));
    }

    @AfterEach
    void close() {
        queue.close();
        kernel.close();
    }

    /** Asks, and gives what is answered behind the header, or {@code null} for no answer. */
    private ByteBuffer ask(int operation, long node, byte[] arguments, int error) {
        send(operation, node, arguments, FuseRequest.HEADER + arguments.length);
        assertEquals(0, queue.take(files::take));
        hand.run();
        ByteBuffer answer = receive();
        if (answer != null) {
            assertEquals(answer.limit(), answer.getInt(0), "length");
            assertEquals(-error, answer.getInt(4), "error");
            assertEquals(unique, answer.getLong(8));
            answer.position(HEADER);
        }
        return answer;
    }

    private void send(int operation, long node, byte[] arguments, int length) {
        unique++;
        ByteBuffer request = ByteBuffer.allocate(FuseRequest.HEADER + arguments.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .putInt(operation)
                .putLong(unique)
                .putLong(node)
                .position(FuseRequest.HEADER)
                .put(arguments);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(request.capacity());
            MemorySegment.copy(request.array(), 0, memory, ValueLayout.JAVA_BYTE, 0, request.capacity());
            assertEquals(request.capacity(), kernel.write(memory.address(), request.capacity()));
        }
    }

    private ByteBuffer receive() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(1 << 16);
            int read = kernel.read(memory.address(), 1 << 16);
            return read == -Errno.EAGAIN
                    ? null
                    : ByteBuffer.wrap(memory.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE))
                            .order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private static ByteBuffer arguments(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] range(long offset, int length, byte[] data) {
        return arguments(40 + data.length)
                .putLong(0, UNIT)
                .putLong(8, offset)
                .putInt(16, length)
                .position(40)
                .put(data)
                .array();
    }

    private static byte[] name(String name) {
        return (name + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void shouldAgreeOnTheProtocolItKnows() {
        byte[] init =
                arguments(64).putInt(7).putInt(45).putInt(131072).putInt(-1).array();
        ByteBuffer answer = ask(FuseOperation.INIT, 0, init, 0);
        assertEquals(64, answer.remaining());
        assertEquals(7, answer.getInt());
        assertEquals(31, answer.getInt());
        assertEquals(131072, answer.getInt());
        answer.getInt();
        answer.getInt();
        assertEquals(FuseRequest.MOST_DATA, answer.getInt());
    }

    @Test
    void shouldFindTheDiskAsAFileOfItsSize() {
        ByteBuffer entry = ask(FuseOperation.LOOKUP, 1, name("lun.0"), 0);
        assertEquals(128, entry.remaining());
        assertEquals(FILE, entry.getLong(HEADER));
        assertEquals(core.medium.length, entry.getLong(HEADER + 40 + 8));
        assertEquals(0100600, entry.getInt(HEADER + 40 + 60));
    }

    @Test
    void shouldFindNothingElse() {
        ask(FuseOperation.LOOKUP, 1, name("lun.1"), Errno.ENOENT);
        ask(FuseOperation.LOOKUP, 1, name("lun.00"), Errno.ENOENT);
        ask(FuseOperation.LOOKUP, 1, name("lun.99999"), Errno.ENOENT);
        ask(FuseOperation.LOOKUP, 1, name("other"), Errno.ENOENT);
        ask(FuseOperation.LOOKUP, 1, "without an end".getBytes(StandardCharsets.US_ASCII), Errno.ENOENT);
    }

    @Test
    void shouldListItsDisks() {
        ByteBuffer list = ask(FuseOperation.READDIR, 1, range(0, 4096, new byte[0]), 0);
        byte[] all = new byte[list.remaining()];
        list.get(all);
        String text = new String(all, StandardCharsets.ISO_8859_1);
        assertEquals(3, text.split("lun\\.0|\\.\\.|\\.", -1).length - 1, "., .. and one file");
        assertEquals(
                0, ask(FuseOperation.READDIR, 1, range(3, 4096, new byte[0]), 0).remaining());
    }

    @Test
    void shouldWriteReadAndFlush() {
        byte[] data = new byte[5000];
        Arrays.fill(data, (byte) 7);
        ByteBuffer written = ask(FuseOperation.WRITE, FILE, range(300, data.length, data), 0);
        assertEquals(data.length, written.getInt());
        assertArrayEquals(data, Arrays.copyOfRange(core.medium, 300, 5300));
        ask(FuseOperation.FSYNC, FILE, arguments(16).putLong(0, UNIT).array(), 0);
        assertEquals((byte) 0x91, core.cdbs.getLast()[0]);
        ByteBuffer read = ask(FuseOperation.READ, FILE, range(300, data.length, new byte[0]), 0);
        byte[] back = new byte[read.remaining()];
        read.get(back);
        assertArrayEquals(data, back);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x1000, 0x10_0000, 0x10_1000})
    void shouldWriteDurablyWhatIsOpenedSo(int flags) {
        byte[] plain = range(512, 512, new byte[512]);
        ask(FuseOperation.WRITE, FILE, plain, 0);
        assertEquals(0, core.cdbs.getLast()[1]);
        byte[] synchronous = ByteBuffer.wrap(plain)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(32, flags)
                .array();
        ask(FuseOperation.WRITE, FILE, synchronous, 0);
        assertEquals(0x08, core.cdbs.getLast()[1], "FUA");
        byte[] part = arguments(140)
                .putLong(0, UNIT)
                .putLong(8, 700)
                .putInt(16, 100)
                .putInt(32, flags)
                .array();
        ask(FuseOperation.WRITE, FILE, part, 0);
        assertEquals(0x08, core.cdbs.getLast()[1], "FUA of a part of a block");
    }

    @Test
    void shouldPunchHolesAndRefuseToAllocate() {
        Arrays.fill(core.medium, (byte) 9);
        ask(
                FuseOperation.FALLOCATE,
                FILE,
                arguments(32)
                        .putLong(0, UNIT)
                        .putLong(8, 512)
                        .putLong(16, 1024)
                        .putInt(24, 3)
                        .array(),
                0);
        assertEquals(9, core.medium[511]);
        assertEquals(0, core.medium[512]);
        assertEquals(0, core.medium[1535]);
        assertEquals(9, core.medium[1536]);
        ask(
                FuseOperation.FALLOCATE,
                FILE,
                arguments(32).putLong(0, UNIT).putLong(16, 1024).array(),
                Errno.EOPNOTSUPP);
    }

    @Test
    void shouldRefuseWhatIsShorterThanItSays() {
        ask(FuseOperation.READ, FILE, new byte[8], Errno.EINVAL);
        ask(FuseOperation.WRITE, FILE, range(0, 4096, new byte[100]), Errno.EINVAL);
        ask(FuseOperation.READ, FILE, range(0, -1, new byte[0]), Errno.EINVAL);
        send(FuseOperation.GETATTR, FILE, new byte[16], 1000);
        queue.take(files::take);
        assertEquals(-Errno.EINVAL, receive().getInt(4));
    }

    @Test
    void shouldFailWhatWasOpenedBeforeAnotherDiskCame() {
        assertEquals(UNIT, ask(FuseOperation.OPEN, FILE, new byte[8], 0).getLong());
        core.designator = 2;
        ask(FuseOperation.READDIR, 1, range(0, 4096, new byte[0]), 0);
        ask(FuseOperation.WRITE, FILE, range(0, 512, new byte[512]), Errno.EIO);
        ask(FuseOperation.READ, FILE, range(0, 512, new byte[0]), Errno.EIO);
        long next = ask(FuseOperation.OPEN, FILE, new byte[8], 0).getLong();
        byte[] again = range(0, 512, new byte[0]);
        again[0] = (byte) next;
        assertEquals(512, ask(FuseOperation.READ, FILE, again, 0).remaining());
    }

    @Test
    void shouldRefuseToMakeFiles() {
        ask(FuseOperation.CREATE, 1, name("new"), Errno.EPERM);
        ask(FuseOperation.UNLINK, 1, name("lun.0"), Errno.EPERM);
        ask(999, 1, new byte[0], Errno.ENOSYS);
    }

    @Test
    void shouldAnswerNobodyWhoForgets() {
        assertNull(ask(FuseOperation.FORGET, FILE, new byte[8], 0));
    }

    @Test
    void shouldSayNothingMoreOnceItIsClosed() {
        core.holds = true;
        send(FuseOperation.WRITE, FILE, range(0, 512, new byte[512]), FuseRequest.HEADER + 40 + 512);
        queue.take(files::take);
        hand.run();
        queue.close();
        core.holds = false;
        core.release();
        hand.run();
        assertEquals(0, receive().limit(), "the end of the connection");
        assertEquals(0, queue.taken());
    }

    /** As over an update: the next revision has the descriptor, what was known, and what was not answered. */
    private void goOn() {
        Map<String, String> memory = files.memory();
        ByteBuf left = queue.leave();
        sender.leave("the driver withdraws");
        hand.run();
        core.held.clear();
        core.holds = false;
        serve();
        files.recall(memory);
        queue.again(left, files::take);
        left.release();
        hand.run();
    }

    @Test
    void shouldCarryOutInTheNextRevisionWhatWasNotAnswered() {
        byte[] data = new byte[2 * MemoryTarget.BLOCK];
        Arrays.fill(data, (byte) 0x6B);
        ask(FuseOperation.LOOKUP, 1, name("lun.0"), 0);
        ask(FuseOperation.OPEN, FILE, new byte[8], 0);
        core.holds = true;
        assertNull(ask(FuseOperation.WRITE, FILE, range(1024, data.length, data), 0), "it is held");
        long written = unique;
        assertNull(ask(FuseOperation.READ, FILE, range(512, 512, new byte[0]), 0), "it is held");
        assertEquals(2, queue.unanswered());
        goOn();
        // A stream: both come at once.
        ByteBuffer both = receive();
        assertEquals(0, both.getInt(4));
        assertEquals(written, both.getLong(8));
        assertArrayEquals(data, Arrays.copyOfRange(core.medium, 1024, 1024 + data.length));
        int second = both.getInt(0);
        assertEquals(0, both.getInt(second + 4));
        assertEquals(unique, both.getLong(second + 8));
        assertEquals(second + HEADER + 512, both.limit());
        assertEquals(0, queue.unanswered());
        assertNull(receive(), "each is answered once");
    }

    @Test
    void shouldKnowInTheNextRevisionWhichDiskWasOpened() {
        ask(FuseOperation.LOOKUP, 1, name("lun.0"), 0);
        ask(FuseOperation.OPEN, FILE, new byte[8], 0);
        goOn();
        ask(FuseOperation.READ, FILE, range(0, 512, new byte[0]), 0);
        core.designator++;
        goOn();
        ask(FuseOperation.READ, FILE, range(0, 512, new byte[0]), Errno.EIO);
    }
}
