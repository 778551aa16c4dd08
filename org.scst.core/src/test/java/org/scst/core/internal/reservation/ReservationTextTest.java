package org.scst.core.internal.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.reservation.Cluster.A;
import static org.scst.core.internal.reservation.Cluster.B;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReservationTextTest {
    private static final String TID = HexFormat.of().formatHex(A.initiatorPort().bytes());
    private static final int LENGTH = A.initiatorPort().length();

    @ParameterizedTest
    @EnumSource
    void shouldReadWhatItWrote(ReservationType type) {
        ReservationState state = new Cluster()
                .register(A, -1)
                .register(B, 0xB)
                .reserve(A, type)
                .state
                .persistent(true)
                .generation(-2);
        assertEquals(state, ReservationText.read(ReservationText.write(state)));
        assertEquals(ReservationState.NONE, ReservationText.read(ReservationText.write(ReservationState.NONE)));
    }

    @Test
    void shouldReadWhatScstWrote() {
        ReservationState state = ReservationText.read("version 1\ngeneration 3\nreservation 05 00\nregistrant 1 "
                + "000000000000abcd 1 " + LENGTH + " " + TID + "\n");
        assertTrue(state.holds(A));
        assertEquals(0xABCD, state.holdersKey());
        assertEquals(3, state.generation());
    }

    @Test
    void shouldWriteInTheFormOfScst() {
        ReservationState state = new Cluster().register(A, 0xA).reserve(A, ReservationType.EXCLUSIVE_ACCESS).state;
        assertEquals(
                "version 1\ngeneration 1\naptpl 0\nreservation 03 00\nregistrant 1 000000000000000a 1 " + LENGTH + " "
                        + TID + "\n",
                ReservationText.write(state));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "version 2\n",
                "version 1\ngeneration x\n",
                "version 1\naptpl 2\n",
                "version 1\nreservation 02 00\n",
                "version 1\nreservation 01 01\n",
                "version 1\nreservation 01 00\n",
                "version 1\nreservation 07 00\n",
                "version 1\nsomething\n",
                "version 1\nregistrant 1 000000000000000a 0 24 00\n",
                "version 1\nregistrant 1 000000000000000a 0 @L @T extra\n",
                "version 1\nregistrant 0 000000000000000a 0 @L @T\n",
                "version 1\nregistrant 1 0000000000000000 0 @L @T\n",
                "version 1\nregistrant 1 000000000000000a 1 @L @T\n",
                "version 1\nregistrant 1 000000000000000a 0 25 @T\n",
                "version 1\nregistrant 1 000000000000000a 0 @L @T\nregistrant 1 000000000000000b 0 @L @T\n",
                "version 1\nreservation 01 00\nregistrant 1 000000000000000a 0 @L @T\n",
                "version 1\nreservation 07 00\nregistrant 1 000000000000000a 0 @L @T\n",
                "version 1\nreservation 01 00\nregistrant 1 000000000000000a 1 @L @T\nregistrant 2 00000000000000a 1 @L @T\n"
            })
    void shouldRefuseWhatIsNoState(String text) {
        String filled = text.replace("@L", Integer.toString(LENGTH)).replace("@T", TID);
        assertThrows(IllegalArgumentException.class, () -> ReservationText.read(filled));
    }
}
