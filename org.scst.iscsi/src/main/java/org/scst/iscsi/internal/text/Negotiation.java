package org.scst.iscsi.internal.text;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The negotiation of one login (RFC 7143 6.2): the initiator offers, the target answers, and both have the result.
 *
 * <p><i>Threading:</i> confined to one connection.
 */
public final class Negotiation {
    private static final String REJECT = "Reject";
    private static final String IRRELEVANT = "Irrelevant";
    private static final String NOT_UNDERSTOOD = "NotUnderstood";
    /** No value to offer (RFC 7143 6.2). */
    private static final Set<String> ANSWERS = Set.of(REJECT, IRRELEVANT, NOT_UNDERSTOOD);

    private final Map<OperationalKey, String> wanted;
    private final boolean discovery;
    private final Map<OperationalKey, String> results = new EnumMap<>(OperationalKey.class);
    private final Set<OperationalKey> settled = EnumSet.noneOf(OperationalKey.class);
    private boolean declared;

    /**
     * @param wanted what the target's configuration wants instead of the defaults
     * @param discovery whether the session is one; keys about data are then irrelevant
     */
    public Negotiation(Map<OperationalKey, String> wanted, boolean discovery) {
        this.wanted = wanted;
        this.discovery = discovery;
        for (OperationalKey key : OperationalKey.values()) {
            results.put(key, key.withoutNegotiation());
        }
    }

    /** What this target wants for the key. */
    public String wanted(OperationalKey key) {
        String own = wanted.getOrDefault(key, key.wanted());
        if (key != OperationalKey.FirstBurstLength) {
            return own;
        }
        // RFC 7143 13.14: FirstBurstLength must not exceed MaxBurstLength, which may or may not be negotiated yet.
        OperationalKey burst = OperationalKey.MaxBurstLength;
        int longest = number(burst);
        int bound = settled.contains(burst) ? longest : Math.min(longest, burst.number(wanted(burst)));
        return Integer.toString(Math.min(key.number(own), bound));
    }

    /** The result for the key, by now. */
    public String result(OperationalKey key) {
        return results.get(key);
    }

    /** The result as a number. */
    public int number(OperationalKey key) {
        return key.number(results.get(key));
    }

    /**
     * Takes the pairs of one text. An unacceptable value is answered Reject and leaves what holds without negotiation.
     *
     * @param answers receives one answer for each pair that has one, in no particular order
     * @throws TextFormatException when a key was settled before, or its value is an answer and no offer
     */
    public void offer(Map<String, String> pairs, List<Map.Entry<String, String>> answers) throws TextFormatException {
        // It bounds FirstBurstLength, wherever in the text that stands.
        String burst = OperationalKey.MaxBurstLength.name();
        if (pairs.containsKey(burst)) {
            offer(burst, pairs.get(burst), answers);
        }
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            if (!pair.getKey().equals(burst)) {
                offer(pair.getKey(), pair.getValue(), answers);
            }
        }
    }

    private void offer(String name, String value, List<Map.Entry<String, String>> answers) throws TextFormatException {
        OperationalKey key = OperationalKey.of(name);
        if (key == null) {
            answers.add(Map.entry(name, NOT_UNDERSTOOD));
            return;
        }
        if (ANSWERS.contains(value) && key.rule() != OperationalKey.Rule.REJECTED) {
            if (key.rule() == OperationalKey.Rule.DECLARED && declared) {
                return; // to what was declared to it
            }
            throw new TextFormatException(name + "=" + value + " is no offer");
        }
        if (!settled.add(key)) {
            throw new TextFormatException(name + " is negotiated twice");
        }
        String answer = answer(key, value);
        if (answer != null) {
            answers.add(Map.entry(name, answer));
        }
    }

    private String answer(OperationalKey key, String value) {
        if (discovery && key.irrelevantInDiscovery()) {
            return IRRELEVANT;
        }
        return switch (key.rule()) {
            case REJECTED -> REJECT;
            case DECLARED -> declaredBy(key, value);
            case LIST -> list(key, value);
            case AND, OR -> bool(key, value);
            case MINIMUM, MAXIMUM -> number(key, value);
        };
    }

    private String declaredBy(OperationalKey key, String value) {
        int number = key.number(value);
        if (number < 0) {
            return REJECT;
        }
        results.put(key, Integer.toString(number));
        return null;
    }

    private String list(OperationalKey key, String value) {
        List<String> ours = List.of(wanted(key).split(","));
        for (String offered : value.split(",")) {
            if (ours.contains(offered)) {
                results.put(key, offered);
                return offered;
            }
        }
        return REJECT;
    }

    private String bool(OperationalKey key, String value) {
        if (!value.equals("Yes") && !value.equals("No")) {
            return REJECT;
        }
        boolean theirs = value.equals("Yes");
        boolean ours = wanted(key).equals("Yes");
        boolean both = key.rule() == OperationalKey.Rule.AND ? theirs && ours : theirs || ours;
        results.put(key, both ? "Yes" : "No");
        return results.get(key);
    }

    private String number(OperationalKey key, String value) {
        int theirs = key.number(value);
        if (theirs < 0) {
            return REJECT;
        }
        int ours = key.number(wanted(key));
        int result = key.rule() == OperationalKey.Rule.MINIMUM ? Math.min(theirs, ours) : Math.max(theirs, ours);
        results.put(key, Integer.toString(result));
        return results.get(key);
    }

    /** What the target declares of its own accord, once. */
    public List<Map.Entry<String, String>> declarations() {
        List<Map.Entry<String, String>> own = new ArrayList<>();
        if (!declared) {
            declared = true;
            own.add(Map.entry(
                    OperationalKey.MaxRecvDataSegmentLength.name(), wanted(OperationalKey.MaxRecvDataSegmentLength)));
        }
        return own;
    }

    /** Longest data segment this target takes: what it declared, else the default. */
    public int receives() {
        OperationalKey key = OperationalKey.MaxRecvDataSegmentLength;
        return key.number(declared ? wanted(key) : key.withoutNegotiation());
    }
}
