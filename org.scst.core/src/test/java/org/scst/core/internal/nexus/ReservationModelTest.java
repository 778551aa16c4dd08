package org.scst.core.internal.nexus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.scst.core.internal.nexus.CommandPath.BLOCK;
import static org.scst.core.internal.nexus.CommandPath.persistentReserveIn;
import static org.scst.core.internal.nexus.CommandPath.persistentReserveOut;
import static org.scst.core.internal.nexus.CommandPath.read10;
import static org.scst.core.internal.nexus.CommandPath.reservationKeys;
import static org.scst.core.internal.nexus.CommandPath.testUnitReady;
import static org.scst.core.internal.nexus.CommandPath.write10;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.scst.core.internal.reservation.ReservationState;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.Sense;
import org.scst.core.scsi.TransportId;
import org.scst.testkit.Arbitrary;
import org.scst.testkit.FakeNexusTransport;
import org.scst.testkit.Trials;

/** Histories of several initiators, step by step beside a model. */
class ReservationModelTest {
    private static final int INITIATORS = 4;
    private static final int STEPS = 60;
    private static final int[] TYPES = {1, 3, 5, 6, 7, 8};

    /** One history. */
    private static final class History implements AutoCloseable {
        private final CommandPath path = new CommandPath();
        private final CommandPath.Unit disk = path.map(0, 16);
        private final List<FakeNexusTransport> initiators = new ArrayList<>();
        private final ReservationModel model = new ReservationModel(INITIATORS);
        private final Arbitrary values;

        History(Arbitrary values) {
            this.values = values;
            for (int i = 0; i < INITIATORS; i++) {
                initiators.add(path.initiator(name(i)));
            }
        }

        private static String name(int who) {
            return "initiator" + who;
        }

        /** A key that is often the one that somebody has. */
        private long key(int who) {
            return values.of(true, true, true, false) ? model.keys[who] : values.number(0, 3);
        }

        private int type() {
            return TYPES[values.number(0, TYPES.length - 1)];
        }

        void step() {
            int who = values.number(0, INITIATORS - 1);
            switch (values.number(0, 11)) {
                case 0 -> register(who, false);
                case 1 -> register(who, true);
                case 2, 3 -> reserve(who);
                case 4 -> release(who);
                case 5 -> preempt(who, 4);
                case 6 -> preempt(who, 5);
                case 7 -> move(who);
                case 8 -> clear(who);
                case 9 -> comeBack(who);
                default -> medium(who);
            }
        }

        private void register(int who, boolean ignoring) {
            long key = key(who);
            long next = values.number(0, 3);
            out(
                    who,
                    ignoring ? 6 : 0,
                    0,
                    reservationKeys(key, next, 0),
                    () -> model.register(who, ignoring, key, next));
        }

        private void reserve(int who) {
            long key = key(who);
            int type = type();
            out(who, 1, type, reservationKeys(key, 0, 0), () -> model.reserve(who, key, type));
        }

        private void release(int who) {
            long key = key(who);
            int type = values.truth() && model.type != 0 ? model.type : type();
            out(who, 2, type, reservationKeys(key, 0, 0), () -> model.release(who, key, type));
        }

        private void clear(int who) {
            long key = key(who);
            out(who, 3, 0, reservationKeys(key, 0, 0), () -> model.clear(who, key));
        }

        private void preempt(int who, int action) {
            long key = key(who);
            long victim = key(values.number(0, INITIATORS - 1));
            int type = type();
            out(who, action, type, reservationKeys(key, victim, 0), () -> model.preempt(who, key, type, victim));
        }

        private void move(int who) {
            long key = key(who);
            int to = values.number(0, INITIATORS - 1);
            long next = values.number(0, 3);
            boolean unregister = values.truth();
            TransportId id = TransportId.iscsi(name(to), 1);
            byte[] list = ByteBuffer.allocate(24 + id.length())
                    .putLong(key)
                    .putLong(next)
                    .put(17, (byte) (unregister ? 2 : 0))
                    .putShort(18, (short) 1)
                    .putInt(20, id.length())
                    .put(24, id.bytes())
                    .array();
            out(who, 7, 0, list, () -> model.move(who, key, to, next, unregister));
        }

        private interface Expected {
            String of();
        }

        private void out(int who, int action, int type, byte[] list, Expected expected) {
            FakeNexusTransport by = initiators.get(who);
            long tag = by.write(0, persistentReserveOut(action, type, list.length), list);
            path.run();
            assertEquals(orAttention(who, expected), text(by.outcome(tag)), "action " + action + " of " + who);
        }

        /** A pending condition is reported in place of what would be done. */
        private String orAttention(int who, Expected expected) {
            List<String> pending = model.attentions.get(who);
            return pending.isEmpty() ? expected.of() : pending.removeFirst();
        }

        private static String text(Outcome outcome) {
            Sense sense = outcome.sense();
            return sense == null
                    ? outcome.status().name()
                    : "%02x/%02x"
                            .formatted(
                                    sense.additional().asc(), sense.additional().ascq());
        }

        private void medium(int who) {
            FakeNexusTransport by = initiators.get(who);
            boolean writes = values.truth();
            long tag = writes ? by.write(0, write10(0, 1), new byte[BLOCK]) : by.read(0, read10(0, 1), BLOCK);
            path.run();
            boolean may = writes ? model.mayWrite(who) : model.mayRead(who);
            String expected = may ? orAttention(who, () -> ReservationModel.GOOD) : ReservationModel.CONFLICT;
            assertEquals(expected, text(by.outcome(tag)), (writes ? "write" : "read") + " of " + who);
        }

        /** The same initiator port, another session: registrations are its own still, what was pending is not told any more. */
        private void comeBack(int who) {
            initiators.get(who).lose();
            path.run();
            model.attentions.get(who).clear();
            initiators.set(who, path.fresh(name(who)));
            initiators.get(who).send(0, testUnitReady());
            path.run();
        }

        /** Everything that READ FULL STATUS and READ RESERVATION say, and that the text outlives. */
        void compare() {
            ReservationState state = disk.facts.reservations().state();
            Map<String, String> expected = new TreeMap<>();
            for (int i = 0; i < INITIATORS; i++) {
                if (model.keys[i] != 0) {
                    expected.put(
                            "iSCSI name " + name(i), model.keys[i] + (model.holds(i) ? " holds " + model.type : ""));
                }
            }
            assertEquals(expected, fullStatus());
            assertEquals(model.generation, state.generation());
            assertEquals(
                    state,
                    org.scst.core.internal.reservation.ReservationText.read(
                            org.scst.core.internal.reservation.ReservationText.write(state)));
        }

        private Map<String, String> fullStatus() {
            FakeNexusTransport reader = path.initiator("reader");
            long tag = reader.read(0, persistentReserveIn(3, 4096), 4096);
            path.run();
            ByteBuffer data = ByteBuffer.wrap(reader.ending(tag).data());
            reader.lose();
            path.run();
            assertEquals(model.generation, data.getInt());
            assertEquals(data.getInt(), data.remaining());
            Map<String, String> found = new TreeMap<>();
            while (data.hasRemaining()) {
                long key = data.getLong();
                int flags = data.getShort(data.position() + 4);
                int length = data.getInt(data.position() + 12);
                data.position(data.position() + 16);
                TransportId id = TransportId.read(data.array(), data.position(), length);
                data.position(data.position() + length);
                String name = id.toString();
                found.put(
                        "iSCSI name " + name.substring(name.indexOf(' ') + 1, name.indexOf(",i,")),
                        key + ((flags & 0x100) != 0 ? " holds " + (flags & 0xFF) : ""));
            }
            return found;
        }

        @Override
        public void close() {
            path.close();
        }
    }

    @Test
    void shouldDoInEveryHistoryWhatTheModelDoes() {
        Trials.each(300, values -> {
            try (History history = new History(values)) {
                for (int step = 0; step < STEPS; step++) {
                    history.step();
                    history.compare();
                }
            }
        });
    }
}
