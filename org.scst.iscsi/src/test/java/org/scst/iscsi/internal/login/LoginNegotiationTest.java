package org.scst.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.scst.iscsi.internal.login.LoginFixture.INITIATOR;
import static org.scst.iscsi.internal.login.LoginFixture.ISID;
import static org.scst.iscsi.internal.login.LoginFixture.OPERATIONAL_TO_FULL;
import static org.scst.iscsi.internal.login.LoginFixture.TARGET;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.scst.iscsi.internal.wire.WirePdu;
import org.scst.testkit.Arbitrary;
import org.scst.testkit.Trials;

/**
 * Whole logins with any keys in any order, their values legal or not, in any number of requests that are cut anywhere into PDUs, against
 * targets configured in any way: what is answered, and what holds in the end, is what {@link NegotiationModel} says.
 */
class LoginNegotiationTest {
    private static final int TRIALS = 300;
    private static final int MOST_REQUESTS = 4;
    private static final int STAY = 0x04;
    private static final int CONTINUE = 0x44;

    /** Of a session, by the names that operators see. */
    private static final List<String> SHOWN = List.of(
            "HeaderDigest",
            "DataDigest",
            "InitialR2T",
            "ImmediateData",
            "MaxBurstLength",
            "FirstBurstLength",
            "MaxOutstandingR2T");

    /** One offered pair. */
    private record Offer(NegotiationModel.Key key, String value, boolean legal) {
        String text() {
            return key.name() + "=" + value;
        }
    }

    @Test
    void shouldNegotiateEveryKeyAsTheRfcSaysInAnyOrderAndHoweverItIsCut() {
        Trials.each(TRIALS, values -> {
            Map<String, String> configured = configured(values);
            try (LoginFixture fixture = new LoginFixture(configured)) {
                fixture.gate.complete(true);
                NegotiationModel model = new NegotiationModel(configured, false);

                WirePdu last = logIn(values, fixture, model, "TargetName=" + TARGET);

                assertEquals(OPERATIONAL_TO_FULL, last.int8(1));
                compare(
                        model,
                        configured,
                        fixture.port.opened.getFirst().transport().properties());
            }
        });
    }

    @Test
    void shouldCallIrrelevantWhatADiscoverySessionHasNoUseFor() {
        Trials.each(TRIALS / 5, values -> {
            try (LoginFixture fixture = LoginFixture.serving()) {
                NegotiationModel model = new NegotiationModel(Map.of(), true);

                WirePdu last = logIn(values, fixture, model, "SessionType=Discovery");

                assertEquals(OPERATIONAL_TO_FULL, last.int8(1));
            }
        });
    }

    @Test
    void shouldRefuseAnyKeyThatIsOfferedAgain() {
        Trials.each(TRIALS / 5, values -> {
            try (LoginFixture fixture = LoginFixture.serving()) {
                NegotiationModel.Key key = values.of(NegotiationModel.KEYS.toArray(NegotiationModel.Key[]::new));
                Offer first = offer(key, values);
                List<Offer> others = offers(values).stream()
                        .filter(other -> !other.key.equals(key))
                        .toList();
                fixture.wire.exchange(WirePdu.login(
                        STAY, ISID, 0, "InitiatorName=" + INITIATOR, "TargetName=" + TARGET, first.text()));
                List<Offer> again = new ArrayList<>(others);
                again.add(offer(key, values));

                WirePdu refused = fixture.wire.exchange(
                        WirePdu.login(OPERATIONAL_TO_FULL, ISID, 0, texts(values.shuffled(again))));

                assertEquals(0x0200, refused.int16(36));
                assertFalse(fixture.wire.open());
            }
        });
    }

    /** Offers, in up to four requests of the operational stage; the last response. */
    private static WirePdu logIn(Arbitrary values, LoginFixture fixture, NegotiationModel model, String whereTo) {
        List<Offer> left = offers(values);
        for (int request = 1; ; request++) {
            boolean first = request == 1;
            List<Offer> part = left.subList(0, values.number(0, left.size()));
            left = left.subList(part.size(), left.size());
            boolean end = left.isEmpty() || request == MOST_REQUESTS;
            if (end) {
                part = new ArrayList<>(part);
                part.addAll(left);
            }
            List<String> sent = new ArrayList<>(Arrays.asList(texts(part)));
            if (first) {
                sent.add(values.number(0, sent.size()), "InitiatorName=" + INITIATOR);
                sent.add(values.number(0, sent.size()), whereTo);
            }
            WirePdu response = send(values, fixture, sent, end);
            assertEquals(0, response.int16(36), sent::toString);
            List<String> expected = expected(model, part, first, whereTo);
            assertEquals(expected, response.pairs().stream().sorted().toList(), sent::toString);
            if (end) {
                return response;
            }
        }
    }

    /** The text, cut anywhere. */
    private static WirePdu send(Arbitrary values, LoginFixture fixture, List<String> pairs, boolean end) {
        byte[] text = WirePdu.text(pairs.toArray(String[]::new));
        List<Integer> cuts = values.list(4, () -> values.number(0, text.length));
        cuts.sort(null);
        int start = 0;
        for (int cut : cuts) {
            WirePdu answer =
                    fixture.wire.exchange(WirePdu.login(CONTINUE, ISID, 0).data(Arrays.copyOfRange(text, start, cut)));
            assertEquals(STAY, answer.int8(1));
            assertEquals(List.of(), answer.pairs());
            start = cut;
        }
        return fixture.wire.exchange(WirePdu.login(end ? OPERATIONAL_TO_FULL : STAY, ISID, 0)
                .data(Arrays.copyOfRange(text, start, text.length)));
    }

    /** Sorted, for the order of answers is free. */
    private static List<String> expected(NegotiationModel model, List<Offer> part, boolean first, String whereTo) {
        List<String> expected = new ArrayList<>();
        // What bounds another key of the same text is settled before it.
        part.stream()
                .sorted((one, other) -> Boolean.compare(bounds(other), bounds(one)))
                .forEach(offer -> {
                    String answer = model.answer(offer.key, offer.value, offer.legal);
                    if (answer != null) {
                        expected.add(offer.key.name() + "=" + answer);
                    }
                });
        if (first) {
            expected.add("MaxRecvDataSegmentLength=" + model.declares());
            if (whereTo.startsWith("TargetName")) {
                expected.add("TargetPortalGroupTag=1");
            }
        }
        expected.sort(null);
        return expected;
    }

    private static boolean bounds(Offer offer) {
        return offer.key.name().equals("MaxBurstLength");
    }

    private static void compare(NegotiationModel model, Map<String, String> configured, Map<String, String> held) {
        Map<String, String> expected = new TreeMap<>();
        for (String name : SHOWN) {
            expected.put(name, model.holds(name));
        }
        expected.put("MaxRecvDataSegmentLength", model.declares());
        expected.put(
                "MaxXmitDataSegmentLength",
                Integer.toString(Math.min(Integer.parseInt(model.holds("MaxRecvDataSegmentLength")), 1 << 20)));
        Map<String, String> found = new TreeMap<>(held);
        found.keySet().retainAll(expected.keySet());
        assertEquals(expected, found, configured::toString);
    }

    private static String[] texts(List<Offer> offers) {
        return offers.stream().map(Offer::text).toArray(String[]::new);
    }

    /** Some of the keys, each once. */
    private static List<Offer> offers(Arbitrary values) {
        return values
                .shuffled(NegotiationModel.KEYS)
                .subList(0, values.number(0, NegotiationModel.KEYS.size()))
                .stream()
                .map(key -> offer(key, values))
                .toList();
    }

    private static Offer offer(NegotiationModel.Key key, Arbitrary values) {
        boolean legal = values.number(0, 4) > 0;
        return new Offer(key, legal ? key.legal(values) : key.illegal(values), legal);
    }

    /** Whatever a target's file may say of its keys. */
    private static Map<String, String> configured(Arbitrary values) {
        Map<String, String> configured = new TreeMap<>();
        for (String name :
                List.of("MaxRecvDataSegmentLength", "MaxBurstLength", "FirstBurstLength", "MaxOutstandingR2T")) {
            NegotiationModel.Key key = NegotiationModel.key(name);
            if (values.truth()) {
                configured.put(name, Integer.toString(values.number(key.least(), key.most())));
            }
        }
        for (String name : List.of("InitialR2T", "ImmediateData")) {
            if (values.truth()) {
                configured.put(name, values.of("Yes", "No"));
            }
        }
        for (String name : List.of("HeaderDigest", "DataDigest")) {
            if (values.truth()) {
                configured.put(name, values.of("None", "CRC32C", "None,CRC32C", "CRC32C,None"));
            }
        }
        return configured;
    }
}
