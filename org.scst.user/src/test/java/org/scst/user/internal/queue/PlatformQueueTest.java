package org.scst.user.internal.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scst.core.linux.PipeEnd;
import org.scst.user.wire.Operation;
import org.scst.user.wire.QueueLayout;

/** A ring whose other side is the test, which may write there what it likes. */
class PlatformQueueTest {
    private static final QueueLayout LAYOUT = new QueueLayout(8);
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(LAYOUT.size(), 128);
    private final List<String> answers = new ArrayList<>();
    private PipeEnd.Pipe requests;
    private PipeEnd.Pipe replies;
    private PlatformQueue queue;

    @BeforeEach
    void open() throws Exception {
        requests = PipeEnd.pipe();
        replies = PipeEnd.pipe();
        queue = new PlatformQueue(memory, LAYOUT, requests.writing(), replies.reading());
    }

    @AfterEach
    void close() {
        for (PipeEnd.Pipe pipe : List.of(requests, replies)) {
            pipe.reading().close();
            pipe.writing().close();
        }
        arena.close();
    }

    private boolean ask(String name) throws ProtocolViolation {
        return queue.submit(
                Request.moving(Operation.READ, 0, 4096, 512, 8192),
                (result, length, errorOffset) -> answers.add(name + " " + result + " " + length + " " + errorOffset));
    }

    private int integer(long offset) {
        return memory.get(ValueLayout.JAVA_INT, offset);
    }

    private void integer(long offset, int value) {
        memory.set(ValueLayout.JAVA_INT, offset, value);
    }

    private long id(int request) {
        return memory.get(ValueLayout.JAVA_LONG, LAYOUT.request(request) + QueueLayout.ID);
    }

    private void taken(int requestsTaken) {
        integer(QueueLayout.REQUEST_HEAD, requestsTaken);
    }

    private void answer(long id, int length) {
        int tail = integer(QueueLayout.REPLY_TAIL);
        long at = LAYOUT.reply(tail);
        memory.set(ValueLayout.JAVA_LONG, at + QueueLayout.ID, id);
        memory.set(ValueLayout.JAVA_SHORT, at + QueueLayout.RESULT, (short) 0);
        integer(at + QueueLayout.REPLY_LENGTH, length);
        memory.set(ValueLayout.JAVA_LONG, at + QueueLayout.ERROR_OFFSET, 7L);
        integer(QueueLayout.REPLY_TAIL, tail + 1);
    }

    @Test
    void shouldWriteARequestAsTheProtocolSays() throws ProtocolViolation {
        assertTrue(ask("a"));
        long at = LAYOUT.request(0);
        assertEquals(1, integer(QueueLayout.REQUEST_TAIL));
        assertEquals(Operation.READ, memory.get(ValueLayout.JAVA_SHORT, at + 8));
        assertEquals(512, integer(at + 12));
        assertEquals(4096, memory.get(ValueLayout.JAVA_LONG, at + 16));
        assertEquals(8192, memory.get(ValueLayout.JAVA_LONG, at + 24));
    }

    @Test
    void shouldTellAnswersInWhateverOrderTheyCome() throws ProtocolViolation {
        ask("a");
        ask("b");
        taken(2);
        answer(id(1), 512);
        answer(id(0), 512);
        queue.take();
        assertEquals(List.of("b 0 512 7", "a 0 512 7"), answers);
        assertEquals(2, integer(QueueLayout.REPLY_HEAD));
        assertEquals(0, queue.underWay());
    }

    @Test
    void shouldAskNoMoreThanHasRoom() throws ProtocolViolation {
        for (int i = 0; i < 8; i++) {
            assertTrue(ask("a"));
        }
        assertFalse(ask("b"));
        taken(8);
        assertFalse(ask("b"));
        answer(id(0), 512);
        queue.take();
        assertTrue(ask("b"));
    }

    @Test
    void shouldOverwriteNothingThatIsNotTaken() throws ProtocolViolation {
        for (int i = 0; i < 8; i++) {
            ask("a");
        }
        answer(id(0), 512);
        queue.take();
        assertFalse(ask("b"));
        taken(1);
        assertTrue(ask("b"));
    }

    @Test
    void shouldNotBeAnsweredTwice() throws ProtocolViolation {
        ask("a");
        answer(id(0), 512);
        answer(id(0), 512);
        ProtocolViolation violation = assertThrows(ProtocolViolation.class, queue::take);
        assertTrue(violation.getMessage().contains("answered already"), violation.getMessage());
        assertEquals(List.of("a 0 512 7"), answers);
    }

    @Test
    void shouldNotTakeAnAnswerForALaterUseOfItsPlace() throws ProtocolViolation {
        ask("a");
        long former = id(0);
        answer(former, 512);
        queue.take();
        taken(1);
        ask("b");
        answer(former, 512);
        assertThrows(ProtocolViolation.class, queue::take);
        assertEquals(List.of("a 0 512 7"), answers);
    }

    @Test
    void shouldNotBeAnsweredWhatWasNotAsked() throws ProtocolViolation {
        ask("a");
        for (long wrong : new long[] {0, -1, id(0) + 1, 1L << 63 | id(0), 0xFFFF}) {
            answer(wrong, 512);
            assertThrows(ProtocolViolation.class, queue::take);
        }
        assertEquals(List.of(), answers);
    }

    @Test
    void shouldNoteWhichRequestNobodyWaitsForAnyMore() throws ProtocolViolation {
        Answer wanted = (result, length, errorOffset) -> answers.add("b");
        ask("a");
        queue.submit(Request.of(Operation.FLUSH, 0, 0), wanted);
        assertTrue(queue.abort(answer -> answer == wanted));
        assertEquals(id(1), memory.get(ValueLayout.JAVA_LONG, LAYOUT.aborted(id(1))));
        assertEquals(0, memory.get(ValueLayout.JAVA_LONG, LAYOUT.aborted(id(0))));
        taken(2);
        answer(id(1), 0);
        queue.take();
        assertEquals(List.of("b"), answers);
        assertFalse(queue.abort(answer -> answer == wanted));
    }

    @Test
    void shouldNotTakeMoreRepliesThanHaveRoom() throws ProtocolViolation {
        ask("a");
        for (int wrong : new int[] {17, -1, Integer.MIN_VALUE}) {
            integer(QueueLayout.REPLY_TAIL, wrong);
            assertThrows(ProtocolViolation.class, queue::take);
        }
        assertEquals(List.of(), answers);
    }

    @Test
    void shouldNotBelieveThatMoreWasTakenThanWritten() throws ProtocolViolation {
        ask("a");
        for (int wrong : new int[] {2, -8, Integer.MIN_VALUE}) {
            taken(wrong);
            assertThrows(ProtocolViolation.class, () -> ask("b"));
        }
    }

    @Test
    void shouldTakeNothingFromWhatItHasWrittenItself() throws ProtocolViolation {
        ask("a");
        long id = id(0);
        memory.asSlice(LAYOUT.request(0), QueueLayout.ENTRY).fill((byte) 0xFF);
        integer(QueueLayout.REQUEST_TAIL, 77);
        integer(QueueLayout.REPLY_HEAD, 77);
        answer(id, 512);
        queue.take();
        assertEquals(List.of("a 0 512 7"), answers);
        taken(1);
        assertTrue(ask("b"));
        assertEquals(2, integer(QueueLayout.REQUEST_TAIL));
    }

    @Test
    void shouldTellEverybodyOnceThatTheProcessHasGone() throws ProtocolViolation {
        ask("a");
        ask("b");
        queue.close();
        queue.close();
        assertEquals(List.of("a -1 0 0", "b -1 0 0"), answers.stream().sorted().toList());
        assertFalse(ask("c"));
        answer(id(0), 512);
        queue.take();
        assertEquals(2, answers.size());
    }

    @Test
    void shouldWaitForSeveralRepliesWhereManyAreUnderWay() throws ProtocolViolation {
        QueueLayout larger = new QueueLayout(32);
        MemorySegment rings = arena.allocate(larger.size(), 128);
        PlatformQueue busy = new PlatformQueue(rings, larger, requests.writing(), replies.reading());
        for (int i = 0; i < 32; i++) {
            busy.submit(Request.of(Operation.FLUSH, 0, 0), (result, length, errorOffset) -> {});
        }
        busy.await(); // in vain: it gives up after a while
        assertEquals(3, rings.get(ValueLayout.JAVA_INT, QueueLayout.REPLY_WAKE));
        busy.await(); // so this one waits for the next reply
        assertEquals(0, rings.get(ValueLayout.JAVA_INT, QueueLayout.REPLY_WAKE));
    }

    @Test
    void shouldWakeTheProcessOnlyWhenItWantsThat() throws ProtocolViolation {
        integer(QueueLayout.REQUEST_WAKE, 1);
        ask("a");
        integer(QueueLayout.REQUEST_WAKE, 1);
        ask("b");
        assertTrue(requests.reading().await(0));
        assertFalse(requests.reading().await(0));
        integer(QueueLayout.REPLY_WAKE, 99);
        answer(id(0), 512);
        queue.await(); // there is a reply
        assertEquals(0, integer(QueueLayout.REPLY_WAKE));
    }
}
