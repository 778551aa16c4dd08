package org.scst.core.internal.primary;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.scst.core.device.CommandHandler;
import org.scst.core.device.DeviceCommand;
import org.scst.core.internal.reservation.PersistentReservations;
import org.scst.core.internal.reservation.Registrant;
import org.scst.core.internal.reservation.ReservationState;
import org.scst.core.internal.reservation.ReservationType;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.TransportId;

/**
 * PERSISTENT RESERVE IN (SPC-4): each service action is one picture of the state.
 *
 * <p><i>Threading:</i> stateless but for the reservations, which are read as one snapshot.
 */
final class PersistentReserveIn implements CommandHandler {
    private static final int HEADER = 8;
    private static final int RESERVATION = 16;
    private static final int DESCRIPTOR_HEADER = 24;
    private static final int R_HOLDER = 0x01;

    /** Byte 2: CRH, SIP_C, ATP_C, PTPL_C. REPLACE LOST RESERVATION is not supported: RLR_C is zero. */
    private static final int CAPABLE = 0x10 | 0x08 | 0x04 | 0x01;

    private static final int TMV = 0x80;
    /** TEST UNIT READY passes all types, MODE SENSE and its like the write exclusive ones: so say the rows. */
    private static final int ALLOW_COMMANDS = 3 << 4;

    private static final int PTPL_A = 0x01;

    private final PersistentReservations reservations;
    private final Function<ReservationState, byte[]> picture;

    private PersistentReserveIn(PersistentReservations reservations, Function<ReservationState, byte[]> picture) {
        this.reservations = reservations;
        this.picture = picture;
    }

    static CommandHandler readKeys(PersistentReservations reservations) {
        return new PersistentReserveIn(reservations, PersistentReserveIn::keys);
    }

    static CommandHandler readReservation(PersistentReservations reservations) {
        return new PersistentReserveIn(reservations, PersistentReserveIn::reservation);
    }

    static CommandHandler reportCapabilities(PersistentReservations reservations) {
        return new PersistentReserveIn(reservations, PersistentReserveIn::capabilities);
    }

    static CommandHandler readFullStatus(PersistentReservations reservations) {
        return new PersistentReserveIn(reservations, PersistentReserveIn::fullStatus);
    }

    @Override
    public Outcome process(DeviceCommand command) {
        return reservations.damage() != null
                ? PersistentReserveOut.UNKNOWN
                : ParameterData.send(command, picture.apply(reservations.state()));
    }

    private static ByteBuffer data(ReservationState state, int additional) {
        return ByteBuffer.allocate(HEADER + additional)
                .putInt(state.generation())
                .putInt(additional);
    }

    private static byte[] keys(ReservationState state) {
        ByteBuffer data = data(state, state.keys().size() * Long.BYTES);
        state.keys().values().forEach(data::putLong);
        return data.array();
    }

    private static byte[] reservation(ReservationState state) {
        if (state.type() == null) {
            return data(state, 0).array();
        }
        return data(state, RESERVATION)
                .putLong(8, state.holdersKey())
                .put(21, (byte) state.type().code())
                .array();
    }

    private static byte[] capabilities(ReservationState state) {
        return ByteBuffer.allocate(8)
                .putShort((short) 8)
                .put((byte) CAPABLE)
                .put((byte) (TMV | ALLOW_COMMANDS | (state.persistent() ? PTPL_A : 0)))
                .putShort((short) ReservationType.mask())
                .array();
    }

    /** Registrations by ALL_TG_PT stand there one for each target port, so that bit is zero. */
    private static byte[] fullStatus(ReservationState state) {
        List<Registrant> registrants = state.registrants();
        int length = registrants.stream()
                .mapToInt(one -> DESCRIPTOR_HEADER + one.initiatorPort().length())
                .sum();
        ByteBuffer data = data(state, length);
        for (Registrant one : registrants) {
            boolean holds = state.holds(one);
            TransportId id = one.initiatorPort();
            data.putLong(state.keys().get(one)).putInt(0);
            data.put((byte) (holds ? R_HOLDER : 0));
            data.put((byte) (holds ? state.type().code() : 0)).putInt(0);
            data.putShort((short) one.targetPort()).putInt(id.length());
            data.put(id.bytes());
        }
        return data.array();
    }
}
