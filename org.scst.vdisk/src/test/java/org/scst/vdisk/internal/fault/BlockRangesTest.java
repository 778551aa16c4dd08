package org.scst.vdisk.internal.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.device.ConfigurationException;

class BlockRangesTest {

    @Test
    void shouldFindTheFirstBlockThatIsNamed() throws ConfigurationException {
        BlockRanges ranges = BlockRanges.parse("key", "500, 100-120");

        assertEquals(-1, ranges.firstWithin(0, 100));
        assertEquals(100, ranges.firstWithin(0, 101));
        assertEquals(110, ranges.firstWithin(110, 1));
        assertEquals(120, ranges.firstWithin(120, 1000));
        assertEquals(500, ranges.firstWithin(121, 1000));
        assertEquals(-1, ranges.firstWithin(501, 1000));
        assertEquals(100, ranges.firstWithin(0, 1000));
    }

    @Test
    void shouldNameNothingWhenBlank() throws ConfigurationException {
        assertEquals(BlockRanges.NONE, BlockRanges.parse("key", "  "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1-", "-1", "5-4", "1,,2", "1 2"})
    void shouldRefuseWhatIsNoRange(String text) {
        assertEquals(
                "key",
                assertThrows(ConfigurationException.class, () -> BlockRanges.parse("key", text))
                        .key());
    }
}
