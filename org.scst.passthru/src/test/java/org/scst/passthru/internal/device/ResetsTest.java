package org.scst.passthru.internal.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ResetsTest {
    private final List<String> carriedOut = new CopyOnWriteArrayList<>();

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldLeaveOutAResetThatIsLate() throws InterruptedException {
        Resets resets = new Resets(1);
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(2);
        resets.begin(() -> await(hanging), over::countDown);
        resets.begin(() -> carriedOut.add("late"), over::countDown);
        await(over);
        hanging.countDown();
        resets.close();
        assertTrue(resets.thread.awaitTermination(1, TimeUnit.HOURS));

        assertEquals(List.of(), carriedOut);
    }

    @Test
    void shouldBeDoneAtOnceWhenItIsClosed() {
        Resets resets = new Resets(60_000);
        resets.close();
        CountDownLatch done = new CountDownLatch(1);
        resets.begin(() -> carriedOut.add("closed"), done::countDown);
        await(done);

        assertEquals(List.of(), carriedOut);
    }
}
