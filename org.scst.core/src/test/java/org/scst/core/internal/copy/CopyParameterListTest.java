package org.scst.core.internal.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.DesignationDescriptor;

class CopyParameterListTest {
    private static final long NAA = 0x3123456789ABCDEFL;

    private static Lists oneCopy() {
        return new Lists().naa(NAA).copy(0, 5, 0, 0x1_0000_0000_1L, 7);
    }

    private static void assertRefused(byte[] list, AdditionalSense additional) {
        CopyRefusedException refused = assertThrows(CopyRefusedException.class, () -> CopyParameterList.readLid1(list));
        assertSense(refused.outcome(), additional);
    }

    @Test
    void shouldReadWhatAnInitiatorWrites() throws CopyRefusedException {
        CopyParameterList list =
                CopyParameterList.readLid1(oneCopy().verify(0, true).lid1(9, 0));
        assertEquals(9, list.identifier());
        assertTrue(list.identified());
        assertTrue(list.held());
        assertEquals(
                List.of(new CscdDescriptor(DesignationDescriptor.naaLocallyAssigned(NAA & (1L << 60) - 1), 0, 512)),
                list.sourcesAndDestinations());
        assertEquals(
                List.of(
                        new SegmentDescriptor.BlockToBlock(0, 0, false, 7, 5, 0x1_0000_0000_1L),
                        new SegmentDescriptor.VerifyDevice(0, true)),
                list.segments());
    }

    @Test
    void shouldRefuseEveryTruncation() throws CopyRefusedException {
        byte[] whole = oneCopy().lid1(1, 0);
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        }
        CopyParameterList.readLid1(whole);
    }

    @Test
    void shouldRefuseEveryLengthOfADescriptorListThatCutsADescriptor() {
        byte[] whole = oneCopy().lid1(1, 0);
        for (int length = 1; length < 28; length++) {
            byte[] cut = whole.clone();
            cut[11] = (byte) length;
            assertRefused(cut, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        }
        for (int length = 1; length < 32; length++) {
            byte[] cut = whole.clone();
            cut[3] = (byte) length;
            assertRefused(cut, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        }
    }

    @Test
    void shouldNotTakeALengthForANegativeOne() {
        byte[] list = oneCopy().lid1(1, 0);
        Arrays.fill(list, 8, 12, (byte) 0xFF);
        assertRefused(list, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        byte[] inline = oneCopy().lid1(1, 0);
        Arrays.fill(inline, 12, 16, (byte) 0xFF);
        assertRefused(inline, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }

    @Test
    void shouldRefuseInlineDataThatIsThere() {
        byte[] list = Arrays.copyOf(oneCopy().lid1(1, 0), 16 + 32 + 28 + 4);
        list[15] = 4;
        assertRefused(list, AdditionalSense.INLINE_DATA_LENGTH_EXCEEDED);
    }

    @Test
    void shouldRefuseMoreDescriptorsThanItSays() {
        Lists sources = new Lists();
        for (int i = 0; i <= CopyLimits.CSCD_DESCRIPTORS; i++) {
            sources.naa(NAA);
        }
        assertRefused(sources.lid1(1, 0), AdditionalSense.TOO_MANY_TARGET_DESCRIPTORS);
        Lists segments = new Lists();
        for (int i = 0; i <= CopyLimits.SEGMENT_DESCRIPTORS; i++) {
            segments.copy(0, 0, 0, 0, 1);
        }
        assertRefused(segments.lid1(1, 0), AdditionalSense.TOO_MANY_SEGMENT_DESCRIPTORS);
    }

    @Test
    void shouldRefuseTypesItDoesNotUnderstand() {
        assertRefused(
                new Lists().source(0xE0, 1, 3, new byte[8], 512).lid1(1, 0),
                AdditionalSense.UNSUPPORTED_TARGET_DESCRIPTOR_TYPE_CODE);
        byte[] streams = oneCopy().lid1(1, 0);
        streams[16 + 32] = 0x03;
        assertRefused(streams, AdditionalSense.UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE_CODE);
    }

    @Test
    void shouldRefuseADescriptorThatIsNotAsLongAsItsType() {
        byte[] list = oneCopy().lid1(1, 0);
        list[16 + 32 + 3] = 23;
        assertRefused(list, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void shouldKnowWhetherAListIsIdentifiedAndHeld() throws CopyRefusedException {
        CopyParameterList discarded = CopyParameterList.readLid1(oneCopy().lid1(1, Lists.DISCARD));
        assertTrue(discarded.identified());
        assertFalse(discarded.held());
        assertFalse(CopyParameterList.readLid1(oneCopy().lid1(0, Lists.NONE)).identified());
        assertRefused(oneCopy().lid1(1, Lists.NONE), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void shouldTakeNoDesignatorForALogicalUnitsWhenItIsNone() throws CopyRefusedException {
        byte[] ofAPort = oneCopy().lid1(1, 0);
        ofAPort[16 + 5] = 0x13;
        assertNull(CopyParameterList.readLid1(ofAPort)
                .sourcesAndDestinations()
                .getFirst()
                .designator());
        byte[] tooLong = oneCopy().lid1(1, 0);
        tooLong[16 + 7] = 21;
        assertNull(CopyParameterList.readLid1(tooLong)
                .sourcesAndDestinations()
                .getFirst()
                .designator());
    }

    private static void assertLid4Refused(byte[] list, AdditionalSense additional) {
        CopyRefusedException refused = assertThrows(CopyRefusedException.class, () -> CopyParameterList.readLid4(list));
        assertSense(refused.outcome(), additional);
    }

    @Test
    void shouldReadTheLongFormAndRefuseEveryTruncationOfIt() throws CopyRefusedException {
        byte[] whole = oneCopy().lid4(0xFFFF_FFFE, Lists.DISCARD);
        CopyParameterList list = CopyParameterList.readLid4(whole);
        assertEquals(0xFFFF_FFFEL, list.identifier());
        assertFalse(list.held());
        assertEquals(1, list.sourcesAndDestinations().size());
        assertEquals(1, list.segments().size());
        for (int length = 0; length < whole.length; length++) {
            assertLid4Refused(Arrays.copyOf(whole, length), AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        }
    }

    @Test
    void shouldRefuseAHeaderThatIsNotThatOfTheLongForm() {
        for (int at : new int[] {0, 3, 15, 16}) {
            byte[] list = oneCopy().lid4(1, 0);
            list[at] ^= 0x01;
            assertLid4Refused(list, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
        }
    }
}
