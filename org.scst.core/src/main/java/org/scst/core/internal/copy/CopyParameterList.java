package org.scst.core.internal.copy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.scst.core.scsi.AdditionalSense;

/**
 * The parameter list of EXTENDED COPY: its header, then CSCD descriptors, then segment descriptors, then inline data (which is
 * refused).
 *
 * <pre>
 * LID1
 *   0   LIST IDENTIFIER
 *   1   STR(5) LIST ID USAGE(4-3) PRIORITY(2-0)
 *   2   CSCD DESCRIPTOR LIST LENGTH (2)
 *   8   SEGMENT DESCRIPTOR LIST LENGTH (4)
 *   12  INLINE DATA LENGTH (4)
 *   16- descriptors
 *
 * LID4
 *   0   PARAMETER LIST FORMAT (01h)
 *   1   as above
 *   2   HEADER CSCD DESCRIPTOR LIST LENGTH (20h)
 *   15  G_SENSE(1) IMMED(0)
 *   16  HEADER CSCD DESCRIPTOR TYPE CODE (FFh)
 *   20  LIST IDENTIFIER (4)
 *   42  CSCD DESCRIPTOR LIST LENGTH (2)
 *   44  SEGMENT DESCRIPTOR LIST LENGTH (2)
 *   46  INLINE DATA LENGTH (2)
 *   48- descriptors
 * </pre>
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param identifier LIST IDENTIFIER
 * @param identified whether the copy can be asked for by that
 * @param held whether its result is to be kept for that
 */
record CopyParameterList(
        long identifier,
        boolean identified,
        boolean held,
        List<CscdDescriptor> sourcesAndDestinations,
        List<SegmentDescriptor> segments) {

    /** Bytes of the LID1 header. */
    static final int HEADER_LID1 = 16;

    /** Bytes of the LID4 header. */
    static final int HEADER_LID4 = 48;

    private static final int FORMAT_LID4 = 0x01;
    private static final int HEADER_DESCRIPTOR_LENGTH = 0x20;
    private static final int HEADER_DESCRIPTOR_TYPE = 0xFF;
    private static final int LIST_ID_USAGE_BIT = 4;
    private static final int USAGE_HOLD = 0;
    private static final int USAGE_NONE = 3;

    /** Where the descriptors stand, as a header says. */
    private record Layout(int at, int sources, long segments, long inline) {
        long end() {
            return at + sources + segments + inline;
        }
    }

    /** Reads what came with EXTENDED COPY(LID1). */
    static CopyParameterList readLid1(byte[] bytes) throws CopyRefusedException {
        if (bytes.length < HEADER_LID1) {
            throw CopyRefusedException.lengthError();
        }
        ByteBuffer list = ByteBuffer.wrap(bytes);
        Layout layout = new Layout(
                HEADER_LID1,
                Short.toUnsignedInt(list.getShort(2)),
                Integer.toUnsignedLong(list.getInt(8)),
                Integer.toUnsignedLong(list.getInt(12)));
        return read(list, Byte.toUnsignedLong(list.get(0)), layout);
    }

    /** Reads what came with EXTENDED COPY(LID4). */
    static CopyParameterList readLid4(byte[] bytes) throws CopyRefusedException {
        if (bytes.length < HEADER_LID4) {
            throw CopyRefusedException.lengthError();
        }
        ByteBuffer list = ByteBuffer.wrap(bytes);
        verifyHeader(list);
        Layout layout = new Layout(
                HEADER_LID4,
                Short.toUnsignedInt(list.getShort(42)),
                Short.toUnsignedInt(list.getShort(44)),
                Short.toUnsignedInt(list.getShort(46)));
        return read(list, Integer.toUnsignedLong(list.getInt(20)), layout);
    }

    /** IMMED asks for a copy that goes on behind its status: there is none. */
    private static void verifyHeader(ByteBuffer list) throws CopyRefusedException {
        if (list.get(0) != FORMAT_LID4) {
            throw CopyRefusedException.field(0, 7);
        }
        if (list.getShort(2) != HEADER_DESCRIPTOR_LENGTH) {
            throw CopyRefusedException.field(2, 7);
        }
        if ((list.get(15) & 0x01) != 0) {
            throw CopyRefusedException.field(15, 0);
        }
        if ((list.get(16) & 0xFF) != HEADER_DESCRIPTOR_TYPE) {
            throw CopyRefusedException.field(16, 7);
        }
    }

    private static CopyParameterList read(ByteBuffer list, long identifier, Layout layout) throws CopyRefusedException {
        int usage = list.get(1) >> 3 & 3;
        if (usage == USAGE_NONE && identifier != 0) {
            throw CopyRefusedException.field(1, LIST_ID_USAGE_BIT);
        }
        long descriptors = layout.sources + layout.segments;
        if (descriptors > CopyLimits.DESCRIPTOR_LIST_BYTES || layout.end() > list.capacity()) {
            throw CopyRefusedException.lengthError();
        }
        if (layout.inline > CopyLimits.INLINE_BYTES) {
            throw CopyRefusedException.illegal(AdditionalSense.INLINE_DATA_LENGTH_EXCEEDED);
        }
        int segmentsAt = layout.at + layout.sources;
        return new CopyParameterList(
                identifier,
                usage != USAGE_NONE,
                usage == USAGE_HOLD,
                sourcesAndDestinations(list, layout.at, segmentsAt),
                segments(list, segmentsAt, segmentsAt + (int) layout.segments));
    }

    private static List<CscdDescriptor> sourcesAndDestinations(ByteBuffer list, int from, int end)
            throws CopyRefusedException {
        if ((end - from) / CscdDescriptor.LENGTH > CopyLimits.CSCD_DESCRIPTORS) {
            throw CopyRefusedException.illegal(AdditionalSense.TOO_MANY_TARGET_DESCRIPTORS);
        }
        List<CscdDescriptor> found = new ArrayList<>();
        for (int at = from; at < end; at += CscdDescriptor.LENGTH) {
            if ((list.get(at) & 0xFF) != CscdDescriptor.TYPE_CODE) {
                throw CopyRefusedException.illegal(AdditionalSense.UNSUPPORTED_TARGET_DESCRIPTOR_TYPE_CODE);
            }
            if (end - at < CscdDescriptor.LENGTH) {
                throw CopyRefusedException.lengthError();
            }
            found.add(CscdDescriptor.read(list, at));
        }
        return List.copyOf(found);
    }

    private static List<SegmentDescriptor> segments(ByteBuffer list, int from, int end) throws CopyRefusedException {
        List<SegmentDescriptor> found = new ArrayList<>();
        int next;
        for (int at = from; at < end; at = next) {
            int length = SegmentDescriptor.length(list.get(at) & 0xFF);
            if (length < 0) {
                throw CopyRefusedException.illegal(AdditionalSense.UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE_CODE);
            }
            next = at + SegmentDescriptor.HEADER + length;
            if (next > end) {
                throw CopyRefusedException.lengthError();
            }
            if (Short.toUnsignedInt(list.getShort(at + 2)) != length) {
                throw CopyRefusedException.field(at + 2, 7);
            }
            if (found.size() == CopyLimits.SEGMENT_DESCRIPTORS) {
                throw CopyRefusedException.illegal(AdditionalSense.TOO_MANY_SEGMENT_DESCRIPTORS);
            }
            found.add(SegmentDescriptor.read(list, at));
        }
        return List.copyOf(found);
    }
}
