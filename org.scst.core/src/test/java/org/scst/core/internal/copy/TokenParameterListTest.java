package org.scst.core.internal.copy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scst.core.device.LogicalBlocks.BlockRange;
import org.scst.core.scsi.AdditionalSense;

class TokenParameterListTest {
    private static final byte[] TOKEN = TokenLists.zeroToken();

    private static TokenParameterList.Populate populate(byte[] list) throws CopyRefusedException {
        return TokenParameterList.Populate.read(list, 512);
    }

    private static TokenParameterList.WriteUsing writeUsing(byte[] list) throws CopyRefusedException {
        return TokenParameterList.WriteUsing.read(list, 512);
    }

    private static void assertPopulateRefused(byte[] list, AdditionalSense additional) {
        assertSense(
                assertThrows(CopyRefusedException.class, () -> populate(list)).outcome(), additional);
    }

    private static void assertWriteRefused(byte[] list, AdditionalSense additional) {
        assertSense(
                assertThrows(CopyRefusedException.class, () -> writeUsing(list)).outcome(), additional);
    }

    @Test
    void shouldReadWhatATokenIsToStandFor() throws CopyRefusedException {
        TokenParameterList.Populate list = populate(TokenLists.populate(1, 7, 0, 40, 2, 0x1_0000_0000_0L, 3));
        assertEquals(7, list.timeoutSeconds());
        assertEquals(List.of(new BlockRange(40, 2), new BlockRange(0x1_0000_0000_0L, 3)), list.ranges());
        assertEquals(
                CopyLimits.DEFAULT_INACTIVITY_TIMEOUT,
                populate(TokenLists.populate(0, 0, 0, 0, 1)).timeoutSeconds());
    }

    @Test
    void shouldReadWhereATokenIsToBeWritten() throws CopyRefusedException {
        TokenParameterList.WriteUsing list = writeUsing(TokenLists.writeUsing(TOKEN, 2, 5, 8, 1));
        assertTrue(list.delete());
        assertEquals(5, list.offset());
        assertEquals(0xFFFF_0001, list.rodType());
        assertArrayEquals(TOKEN, list.token());
        assertEquals(List.of(new BlockRange(8, 1)), list.ranges());
    }

    @Test
    void shouldRefuseEveryTruncationOfAHeaderAndIgnoreADescriptorThatIsCut() throws CopyRefusedException {
        byte[] populate = TokenLists.populate(0, 0, 0, 1, 1, 3, 1);
        for (int length = 0; length < 16; length++) {
            assertPopulateRefused(Arrays.copyOf(populate, length), AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        }
        for (int length = 16; length < populate.length; length++) {
            assertEquals(
                    length / 16 - 1,
                    populate(Arrays.copyOf(populate, length)).ranges().size());
        }
        byte[] write = TokenLists.writeUsing(TOKEN, 0, 0, 1, 1, 3, 1);
        for (int length = 0; length < 536; length++) {
            assertWriteRefused(Arrays.copyOf(write, length), AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        }
        for (int length = 536; length < write.length; length++) {
            assertEquals(
                    (length - 536) / 16,
                    writeUsing(Arrays.copyOf(write, length)).ranges().size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x1D})
    void shouldRefuseADataLengthWithoutADescriptor(int length) {
        byte[] list = TokenLists.populate(0, 0, 0, 1, 1);
        list[1] = (byte) length;
        assertPopulateRefused(list, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
        byte[] write = TokenLists.writeUsing(TOKEN, 0, 0, 1, 1);
        write[0] = 2;
        write[1] = (byte) length;
        assertWriteRefused(write, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void shouldRefuseALengthOfDescriptorsThatHoldsNone() {
        byte[] list = TokenLists.populate(0, 0, 0, 1, 1);
        list[15] = 15;
        assertPopulateRefused(list, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void shouldRefuseRangesThatOverlapOrAreTooManyOrTooLong() {
        assertPopulateRefused(
                TokenLists.populate(0, 0, 0, 10, 5, 14, 1), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
        long[] many = new long[2 * (CopyLimits.RANGE_DESCRIPTORS + 1)];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = i;
            many[i + 1] = 1;
        }
        assertPopulateRefused(TokenLists.populate(0, 0, 0, many), AdditionalSense.TOO_MANY_SEGMENT_DESCRIPTORS);
        long most = CopyLimits.TOKEN_BYTES / 512;
        assertPopulateRefused(
                TokenLists.populate(0, 0, 0, 0, most, most, 1), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void shouldRefuseATimeoutThatIsLongerThanItSays() {
        assertPopulateRefused(
                TokenLists.populate(0, CopyLimits.INACTIVITY_TIMEOUT + 1, 0, 1, 1),
                AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
        assertPopulateRefused(TokenLists.populate(0, -1, 0, 1, 1), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0001_0000, 0x0080_0002, 0xFFFF_0001, 0})
    void shouldMakeNoTokenOfAnotherTypeThanItHas(int rodType) {
        assertPopulateRefused(
                TokenLists.populate(2, 0, rodType, 1, 1), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0080_0000, 0x0080_0001, 0x0080_FFFF})
    void shouldMakeATokenOfEachTypeThatItsOwnIs(int rodType) throws CopyRefusedException {
        assertEquals(
                1, populate(TokenLists.populate(2, 0, rodType, 1, 1)).ranges().size());
    }

    @Test
    void shouldRefuseATokenOfAnotherLength() {
        byte[] token = TOKEN.clone();
        token[7] = 0;
        assertWriteRefused(
                TokenLists.writeUsing(token, 0, 0, 1, 1), AdditionalSense.INVALID_TOKEN_OPERATION_INVALID_TOKEN_LENGTH);
    }
}
