package org.scst.core.internal.primary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scst.core.device.ModePage;

class ModePagesTest {
    private static final byte[] SELECTED = {7, 9};

    /** A page whose default a device's file says, as its threshold for one. */
    private record Configured(byte value) implements ModePage {
        @Override
        public int pageCode() {
            return 0x1C;
        }

        @Override
        public byte[] defaults() {
            return new byte[] {value, 9};
        }

        @Override
        public byte[] changeable() {
            return new byte[] {-1, 0};
        }
    }

    private static ModePages pages(int value, ModePages earlier) {
        return new ModePages(List.of(new Configured((byte) value)), earlier, (page, values) -> {});
    }

    private static byte[] current(ModePages pages) {
        return pages.current(0x1C, 0);
    }

    @Test
    void shouldTakeAnotherDefaultWhenNobodyHasSelectedAnything() {
        assertArrayEquals(new byte[] {2, 9}, current(pages(2, pages(1, null))));
    }

    @Test
    void shouldKeepWhatWasSelectedOverAnotherDefault() {
        ModePages before = pages(1, null);
        before.select(before.pages().getFirst(), SELECTED);

        assertArrayEquals(SELECTED, current(pages(2, before)));
    }

    @Test
    void shouldNotLoseWhatIsSelectedInPagesThatHaveSuccessors() {
        List<byte[]> told = new ArrayList<>();
        ModePages before = pages(1, null);
        ModePages next = new ModePages(List.of(new Configured((byte) 2)), before, (page, values) -> told.add(values));

        assertTrue(before.select(before.pages().getFirst(), SELECTED));

        assertArrayEquals(SELECTED, current(next));
        assertArrayEquals(SELECTED, told.getFirst());
        assertFalse(before.select(before.pages().getFirst(), SELECTED));
        assertEquals(1, told.size());
    }

    @Test
    void shouldSelectNothingInAPageThatItsSuccessorsDoNotHave() {
        ModePages before = pages(1, null);
        ModePages next = new ModePages(List.of(), before, (page, values) -> {});

        assertFalse(before.select(before.pages().getFirst(), SELECTED));

        assertNull(current(next));
    }

    @Test
    void shouldCarryOverARestartOnlyWhatWasSelected() {
        ModePages before = pages(1, null);
        assertEquals(Map.of(), before.values());
        before.select(before.pages().getFirst(), SELECTED);

        assertArrayEquals(SELECTED, current(pages(2, null).restored(before.values())));
    }
}
