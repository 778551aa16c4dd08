package org.scst.core.internal.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.testkit.ScsiAssertions.assertSense;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.core.internal.reservation.ParameterList.Form;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.TransportId;
import org.scst.testkit.Trials;

class ParameterListTest {
    private static final TransportId ID = TransportId.iscsi("iqn.2026-11.org.example:initiator", 7);

    static byte[] basic(long key, long serviceActionKey, int flags, TransportId... named) {
        int length = Arrays.stream(named).mapToInt(TransportId::length).sum();
        ByteBuffer list = ByteBuffer.allocate((flags & 8) != 0 ? 28 + length : 24);
        list.putLong(key).putLong(serviceActionKey).put(20, (byte) flags);
        if ((flags & 8) != 0) {
            list.position(24).putInt(length);
            Arrays.stream(named).forEach(id -> list.put(id.bytes()));
        }
        return list.array();
    }

    static byte[] move(long key, long serviceActionKey, int flags, int port, TransportId to) {
        return ByteBuffer.allocate(24 + to.length())
                .putLong(key)
                .putLong(serviceActionKey)
                .put(17, (byte) flags)
                .putShort(18, (short) port)
                .putInt(20, to.length())
                .put(24, to.bytes())
                .array();
    }

    @Test
    void shouldReadKeysAndFlags() {
        byte[] list = basic(-1, 0x0102_0304_0506_0708L, 0x05);
        assertNull(ParameterList.verify(Form.BASIC, list));
        ParameterList read = ParameterList.read(Form.BASIC, list);
        assertEquals(-1, read.key());
        assertEquals(0x0102_0304_0506_0708L, read.serviceActionKey());
        assertTrue(read.persistent() && read.allTargetPorts());
        assertFalse(read.specifiesInitiatorPorts() || read.unregisters());
        assertFalse(ParameterList.read(Form.BASIC, basic(1, 2, 4)).persistent());
    }

    @Test
    void shouldReadTransportIds() {
        TransportId other = TransportId.iscsi("iqn.2026-11.org.example:x");
        byte[] list = basic(1, 2, 0x08, ID, other, ID);
        assertNull(ParameterList.verify(Form.WITH_INITIATOR_PORTS, list));
        assertEquals(
                List.of(ID, other, ID),
                ParameterList.read(Form.WITH_INITIATOR_PORTS, list).initiatorPorts());
        assertNull(ParameterList.verify(Form.WITH_INITIATOR_PORTS, basic(1, 2, 0x08)));
    }

    @Test
    void shouldReadWhereToMove() {
        byte[] list = move(1, 2, 0x02, 0xFFFF, ID);
        assertNull(ParameterList.verify(Form.MOVE, list));
        ParameterList read = ParameterList.read(Form.MOVE, list);
        assertEquals(0xFFFF, read.targetPort());
        assertEquals(List.of(ID), read.initiatorPorts());
        assertTrue(read.unregisters());
        assertFalse(read.persistent() || read.specifiesInitiatorPorts() || read.allTargetPorts());
    }

    @Test
    void shouldRefuseEveryOtherLength() {
        for (Form form : Form.values()) {
            byte[] list = form == Form.MOVE ? move(1, 2, 0, 1, ID) : basic(1, 2, 0);
            assertNull(ParameterList.verify(form, list));
            for (int length = 0; length < list.length; length++) {
                assertEquals(
                        Outcome.PARAMETER_LIST_LENGTH_ERROR,
                        ParameterList.verify(form, Arrays.copyOf(list, length)),
                        form + " of " + length);
            }
            assertEquals(
                    Outcome.PARAMETER_LIST_LENGTH_ERROR,
                    ParameterList.verify(form, Arrays.copyOf(list, list.length + 4)));
        }
    }

    @Test
    void shouldRefuseListsOfTransportIdsThatAreCut() {
        byte[] list = basic(1, 2, 0x08, ID, ID);
        for (int length = 0; length < list.length; length++) {
            assertNotNull(ParameterList.verify(Form.WITH_INITIATOR_PORTS, Arrays.copyOf(list, length)));
        }
    }

    @Test
    void shouldPointAtTheFlagThatIsNotAllowed() {
        Sense sense = ParameterList.verify(Form.BASIC, basic(1, 2, 0x08)).sense();
        assertEquals(Sense.invalidFieldInParameterList(20, 3), sense);
    }

    @Test
    void shouldPointAtTheTransportIdThatIsMalformed() {
        byte[] list = basic(1, 2, 0x08, ID, ID);
        list[28 + ID.length()] = 0x0C;
        Sense sense = ParameterList.verify(Form.WITH_INITIATOR_PORTS, list).sense();
        assertEquals(Sense.invalidFieldInParameterList(28 + ID.length(), -1), sense);
    }

    @Test
    void shouldRefuseToMoveToTwo() {
        byte[] one = move(1, 2, 0, 1, ID);
        byte[] two = Arrays.copyOf(one, one.length + ID.length());
        System.arraycopy(ID.bytes(), 0, two, one.length, ID.length());
        ByteBuffer.wrap(two).putInt(20, 2 * ID.length());
        assertSense(ParameterList.verify(Form.MOVE, two), AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST);
    }

    @Test
    void shouldReadWhateverItFoundNothingWrongWith() {
        Trials.each(2000, values -> {
            Form form = values.of(Form.values());
            byte[] list = values.truth()
                    ? values.bytes()
                    : form == Form.MOVE ? move(1, 2, 3, 4, ID) : basic(1, 2, values.number(0, 15), ID);
            for (int changes = values.number(0, 2); changes > 0 && list.length > 0; changes--) {
                list[values.number(0, list.length - 1)] = (byte) values.number(0, 255);
            }
            if (ParameterList.verify(form, list) == null) {
                ParameterList read = ParameterList.read(form, list);
                assertEquals(ByteBuffer.wrap(list).getLong(), read.key());
            }
        });
    }
}
