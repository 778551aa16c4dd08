package org.scst.core.internal.reservation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.scst.core.internal.reservation.Cluster.A;
import static org.scst.core.internal.reservation.Cluster.B;
import static org.scst.core.internal.reservation.Cluster.C;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.scst.core.scsi.BlockCommands;
import org.scst.core.scsi.Cdb;
import org.scst.core.scsi.CommandDescriptor;
import org.scst.core.scsi.PrimaryCommands;

/** The standards' tables of commands allowed in the presence of various reservations, written down once more by hand. */
class AccessTest {

    private static CommandDescriptor row(String name) {
        return Stream.of(PrimaryCommands.class, BlockCommands.class)
                .flatMap(rows -> Arrays.stream(rows.getFields()))
                .map(AccessTest::value)
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static CommandDescriptor value(java.lang.reflect.Field field) {
        try {
            return (CommandDescriptor) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Cdb cdb(CommandDescriptor row, int byte4) {
        byte[] bytes = new byte[row.cdbLength()];
        bytes[0] = (byte) row.operationCode();
        bytes[4] = (byte) byte4;
        Cdb cdb = new Cdb();
        cdb.load(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
        return cdb;
    }

    @ParameterizedTest(name = "{0}, byte 4 {1}")
    @CsvSource(delimiter = '|', textBlock = """
            INQUIRY                                    | 0   | allowed  | allowed
            LOG SENSE                                  | 0   | allowed  | allowed
            MODE SELECT(6)                             | 0   | conflict | conflict
            MODE SELECT(10)                            | 0   | conflict | conflict
            MODE SENSE(6)                              | 0   | allowed  | conflict
            MODE SENSE(10)                             | 0   | allowed  | conflict
            PERSISTENT RESERVE IN, READ KEYS           | 0   | allowed  | allowed
            PERSISTENT RESERVE IN, READ FULL STATUS    | 0   | allowed  | allowed
            PERSISTENT RESERVE OUT, REGISTER           | 0   | allowed  | allowed
            PREVENT ALLOW MEDIUM REMOVAL               | 0   | allowed  | allowed
            PREVENT ALLOW MEDIUM REMOVAL               | 1   | conflict | conflict
            REPORT LUNS                                | 0   | allowed  | allowed
            REPORT SUPPORTED OPERATION CODES           | 0   | allowed  | conflict
            REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS | 0   | allowed  | conflict
            REQUEST SENSE                              | 0   | allowed  | allowed
            SEND DIAGNOSTIC                            | 0   | conflict | conflict
            TEST UNIT READY                            | 0   | allowed  | allowed
            GET LBA STATUS                             | 0   | allowed  | conflict
            PRE-FETCH(10)                              | 0   | allowed  | conflict
            PRE-FETCH(16)                              | 0   | allowed  | conflict
            READ(6)                                    | 0   | allowed  | conflict
            READ(10)                                   | 0   | allowed  | conflict
            READ(12)                                   | 0   | allowed  | conflict
            READ(16)                                   | 0   | allowed  | conflict
            READ CAPACITY(10)                          | 0   | allowed  | allowed
            READ CAPACITY(16)                          | 0   | allowed  | allowed
            START STOP UNIT                            | 1   | allowed  | allowed
            START STOP UNIT                            | 3   | allowed  | allowed
            START STOP UNIT                            | 0   | conflict | conflict
            START STOP UNIT                            | 2   | conflict | conflict
            START STOP UNIT                            | 17  | conflict | conflict
            START STOP UNIT                            | 241 | conflict | conflict
            SYNCHRONIZE CACHE(10)                      | 0   | conflict | conflict
            SYNCHRONIZE CACHE(16)                      | 0   | conflict | conflict
            UNMAP                                      | 0   | conflict | conflict
            VERIFY(10)                                 | 0   | allowed  | conflict
            VERIFY(12)                                 | 0   | allowed  | conflict
            VERIFY(16)                                 | 0   | allowed  | conflict
            WRITE(6)                                   | 0   | conflict | conflict
            WRITE(10)                                  | 0   | conflict | conflict
            WRITE(12)                                  | 0   | conflict | conflict
            WRITE(16)                                  | 0   | conflict | conflict
            WRITE AND VERIFY(10)                       | 0   | conflict | conflict
            WRITE SAME(10)                             | 0   | conflict | conflict
            WRITE SAME(16)                             | 0   | conflict | conflict
            COMPARE AND WRITE                          | 0   | conflict | conflict
            """)
    void shouldRefuseWhatTheTablesSay(String name, int byte4, String writeExclusive, String exclusiveAccess) {
        CommandDescriptor row = row(name);
        Cdb cdb = cdb(row, byte4);
        assertFalse(Access.EVERYTHING.refuses(row, cdb));
        assertEquals(writeExclusive.equals("conflict"), Access.WITHOUT_WRITES.refuses(row, cdb));
        assertEquals(exclusiveAccess.equals("conflict"), Access.WITHOUT_MEDIUM.refuses(row, cdb));
    }

    @Test
    void shouldRefuseWhatNoRowDescribes() {
        assertTrue(Access.WITHOUT_WRITES.refuses(null, new Cdb()));
        assertTrue(Access.WITHOUT_MEDIUM.refuses(null, new Cdb()));
        assertFalse(Access.EVERYTHING.refuses(null, new Cdb()));
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetInWhomTheTypeLetsIn(ReservationType type) {
        ReservationState state = new Cluster().register(A, 0xA).register(B, 0xB).reserve(A, type).state;
        Access left = type.writeExclusive() ? Access.WITHOUT_WRITES : Access.WITHOUT_MEDIUM;
        assertEquals(Access.EVERYTHING, state.access(A));
        assertEquals(type.sharedByRegistrants() ? Access.EVERYTHING : left, state.access(B));
        assertEquals(left, state.access(C));
        assertEquals(left, state.access(null));
        assertEquals(Access.EVERYTHING, state.released().access(null));
    }

    @Test
    void shouldHaveTheTypeMaskOfAllSixTypes() {
        assertEquals(0xEA01, ReservationType.mask());
    }
}
