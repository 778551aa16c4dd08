package org.scst.iscsi.internal.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.sequence.CommandWindow.Place;
import org.scst.testkit.Trials;

class CommandWindowTest {
    @Test
    void shouldTellWhereANumberLies() {
        CommandWindow window = new CommandWindow(10, 4);
        assertEquals(Place.OUTSIDE, window.place(9));
        assertEquals(Place.IN_TURN, window.place(10));
        assertEquals(Place.AHEAD, window.place(11));
        assertEquals(Place.AHEAD, window.place(13));
        assertEquals(Place.OUTSIDE, window.place(14));
    }

    @Test
    void shouldCloseWhenEveryPlaceIsTaken() {
        CommandWindow window = new CommandWindow(0xffff_ffff, 2);
        window.advanceByCommand();
        window.advanceByCommand();
        assertEquals(1, window.expCmdSN());
        assertEquals(0, window.maxCmdSN());
        assertEquals(Place.OUTSIDE, window.place(1));
        window.commandEnded();
        assertEquals(Place.IN_TURN, window.place(1));
    }

    @Test
    void shouldNotTakeAPromiseBack() {
        CommandWindow window = new CommandWindow(0, 32);
        window.queueLimit(4);
        assertEquals(31, window.maxCmdSN());
        window.advance();
        assertEquals(31, window.maxCmdSN());
    }

    @Test
    void shouldRefuseAnEmptyQueueAndAnEndWithoutABeginning() {
        CommandWindow window = new CommandWindow(0, 1);
        assertThrows(IllegalArgumentException.class, () -> window.queueLimit(0));
        assertThrows(IllegalStateException.class, window::commandEnded);
    }

    @Test
    void shouldNeverMoveBackNorAdmitMoreThanTheLargestQueue() {
        Trials.each(
                1000,
                values -> walk(values.number(), values.list(200, () -> values.of(0, 1, 2, values.number(0, 34)))));
    }

    /** Steps: 0 a command arrives if it may, 1 a command ends, 2 something else arrives, from 3 on a new queue limit. */
    private static void walk(int first, List<Integer> steps) {
        CommandWindow window = new CommandWindow(first, 32);
        int inProgress = 0;
        int max = window.maxCmdSN();
        int exp = window.expCmdSN();
        for (int step : steps) {
            boolean mayArrive = window.place(window.expCmdSN()) == Place.IN_TURN;
            if (step == 0 && mayArrive) {
                window.advanceByCommand();
                inProgress++;
            } else if (step == 1 && inProgress > 0) {
                window.commandEnded();
                inProgress--;
            } else if (step == 2 && mayArrive) {
                window.advance();
            } else if (step > 2) {
                window.queueLimit(step - 2);
            }
            assertEquals(inProgress, window.inProgress());
            assertTrue(inProgress <= 32);
            assertFalse(SerialNumber.before(window.maxCmdSN(), max), "MaxCmdSN");
            assertFalse(SerialNumber.before(window.expCmdSN(), exp), "ExpCmdSN");
            assertFalse(
                    SerialNumber.before(window.maxCmdSN(), window.expCmdSN() - 1), "MaxCmdSN is at least ExpCmdSN - 1");
            max = window.maxCmdSN();
            exp = window.expCmdSN();
        }
    }
}
