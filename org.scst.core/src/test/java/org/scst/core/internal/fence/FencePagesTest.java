package org.scst.core.internal.fence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FencePagesTest {
    private final List<Fence> fences =
            Stream.generate(new FencePages()::fence).limit(200).toList();

    @Test
    void shouldCountForEachFenceAndSlotApart() {
        for (int i = 0; i < fences.size(); i++) {
            for (int entered = 0; entered <= i; entered++) {
                assertTrue(fences.get(i).tryEnter(entered % Fence.SLOTS));
            }
        }
        for (int i = 0; i < fences.size(); i++) {
            assertEquals(i + 1, fences.get(i).inside());
            for (int entered = 0; entered <= i; entered++) {
                fences.get(i).leave(entered % Fence.SLOTS);
            }
        }
        assertTrue(fences.stream().allMatch(fence -> fence.inside() == 0));
    }

    @Test
    void shouldCloseOneAndLeaveItsNeighboursOpen() {
        fences.get(63).close(() -> {});
        assertTrue(fences.get(63).closed());
        assertFalse(fences.get(63).tryEnter(1));
        IntStream.of(0, 62, 64, 199)
                .forEach(other -> assertTrue(fences.get(other).tryEnter(1)));
    }
}
